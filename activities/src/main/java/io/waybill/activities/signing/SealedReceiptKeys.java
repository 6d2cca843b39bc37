package io.waybill.activities.signing;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.secret.Sealing;
import io.waybill.activities.secret.SecretPlace;
import io.waybill.activities.signing.ReceiptKeyMapper.KeyRow;
import io.waybill.activities.tenant.Tenancy;
import io.waybill.receipts.key.KeyHistory;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.key.SigningKeyInfo;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.receipt.Receipt;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keys in the database, their seeds sealed; what was read is remembered for a while. */
@Component
final class SealedReceiptKeys implements ReceiptKeys, ReceiptSecret {

    /**
     * A key that another process retired may sign for so long yet: its dates are told by the rows, not by the clock.
     */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final String IDS = "ids";
    private static final int SECRET_BYTES = 32;

    private final ReceiptKeyMapper rows;
    private final Sealing sealing;
    private final Transactions transactions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, SigningKey> opened = new ConcurrentHashMap<>(); // seeds never change
    private volatile @Nullable Known known; // null before the first use
    private volatile byte @Nullable [] ids; // null before the first use

    SealedReceiptKeys(ReceiptKeyMapper rows, Sealing sealing, Transactions transactions, Clock clock) {
        this.rows = rows;
        this.sealing = sealing;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public SigningKey active(KeyPurpose purpose) {
        Instant now = clock.instant();
        KeyRow row = newest(known().rows(), purpose);
        if (row == null || isOld(row, purpose, now)) {
            outside(() -> {
                replace(purpose, false);
                return true;
            });
            row = requireNonNull(newest(known().rows(), purpose), "the key that was made");
        }
        return open(row);
    }

    @Override
    public Optional<SigningKey> find(String kid) {
        Optional<KeyRow> found = row(kid);
        if (found.isEmpty()) {
            known = null; // another process may just have made it
            found = row(kid);
        }
        return found.map(this::open);
    }

    @Override
    public KeyHistory history() {
        active(KeyPurpose.RECEIPTS);
        active(KeyPurpose.ASSERTIONS);
        active(KeyPurpose.CHECKPOINTS);
        List<SigningKeyInfo> infos = new ArrayList<>();
        for (KeyRow row : known().rows()) {
            Instant until = row.validUntil();
            infos.add(new SigningKeyInfo(
                    VerifyKey.of(row.publicKey()),
                    purpose(row),
                    Receipt.moment(row.validFrom()),
                    until == null ? null : Receipt.moment(until),
                    row.revokedAtLogSize()));
        }
        return new KeyHistory(infos);
    }

    @Override
    public void rotate(KeyPurpose purpose) {
        outside(() -> {
            replace(purpose, true);
            return true;
        });
    }

    @Override
    public OptionalLong revoke(String kid) {
        OptionalLong place = outside(() -> transactions.call(() -> {
            rows.lock();
            KeyRow row = rows.all().stream()
                    .filter(it -> it.id().equals(kid))
                    .findFirst()
                    .orElse(null);
            return row == null ? OptionalLong.empty() : OptionalLong.of(revoke(row));
        }));
        known = null;
        return place;
    }

    private long revoke(KeyRow row) {
        if (purpose(row) == KeyPurpose.CHECKPOINTS) {
            throw new IllegalArgumentException("the log's own key cannot be revoked: auditors have pinned it");
        }
        Long revoked = row.revokedAtLogSize();
        if (revoked != null) {
            return revoked;
        }
        Instant until = row.validUntil();
        if (until == null) {
            throw new ReceiptKeyInUse("the key signs " + row.purpose() + ": rotate it first");
        }
        if (until.isAfter(clock.instant())) {
            throw new ReceiptKeyInUse("other processes may sign with the key until " + until);
        }
        rows.holdQueue();
        long unfinished = rows.unfinished(row.id());
        if (unfinished > 0) {
            throw new ReceiptKeyInUse(unfinished + " batches are being attested with the key");
        }
        long leaves = rows.leaves();
        rows.revoke(row.id(), leaves);
        return leaves;
    }

    @Override
    public byte[] bytes() {
        byte[] remembered = ids;
        if (remembered == null) {
            remembered = outside(this::readIds);
            ids = remembered;
        }
        return remembered.clone();
    }

    private byte[] readIds() {
        ReceiptKeyMapper.SecretRow row = rows.secret(IDS);
        if (row == null) {
            byte[] fresh = new byte[SECRET_BYTES];
            random.nextBytes(fresh);
            rows.insertSecret(IDS, sealing.seal(secretPlace(), fresh));
            row = requireNonNull(rows.secret(IDS), "the secret that was made");
        }
        return sealing.open(secretPlace(), row.sealed());
    }

    private void replace(KeyPurpose purpose, boolean always) {
        transactions.run(() -> {
            rows.lock();
            Instant now = clock.instant();
            KeyRow row = newest(rows.all(), purpose);
            if (row != null && !always && !isOld(row, purpose, now)) {
                return; // another process was faster
            }
            // Other processes may sign with it as long as they remember it.
            rows.retire(purpose.wireName(), now.plus(REMEMBERED.multipliedBy(2)));
            SigningKey key = SigningKey.generate(random);
            String kid = key.verifyKey().kid();
            rows.insert(new KeyRow(
                    kid,
                    purpose.wireName(),
                    key.verifyKey().bytes(),
                    sealing.seal(place(kid), key.seed()),
                    now,
                    null,
                    null));
        });
        known = null;
    }

    private Optional<KeyRow> row(String kid) {
        return known().rows().stream().filter(row -> row.id().equals(kid)).findFirst();
    }

    private Known known() {
        Known remembered = known;
        Instant now = clock.instant();
        if (remembered == null
                || remembered.at().plus(REMEMBERED).isBefore(now)
                || remembered.at().isAfter(now)) {
            remembered = new Known(outside(rows::all), now);
            known = remembered;
        }
        return remembered;
    }

    private SigningKey open(KeyRow row) {
        return opened.computeIfAbsent(row.id(), id -> SigningKey.of(sealing.open(place(id), row.seed())));
    }

    private static @Nullable KeyRow newest(List<KeyRow> all, KeyPurpose purpose) {
        return all.stream()
                .filter(row -> row.purpose().equals(purpose.wireName()) && row.validUntil() == null)
                .findFirst()
                .orElse(null);
    }

    private static boolean isOld(KeyRow row, KeyPurpose purpose, Instant now) {
        return purpose != KeyPurpose.CHECKPOINTS && row.validFrom().plus(LIFE).isBefore(now);
    }

    private static KeyPurpose purpose(KeyRow row) {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            if (purpose.wireName().equals(row.purpose())) {
                return purpose;
            }
        }
        throw new IllegalStateException("a key for " + row.purpose());
    }

    private static SecretPlace place(String kid) {
        return new SecretPlace(SecretPlace.PLATFORM, kid, "receipt_key.seed");
    }

    private static SecretPlace secretPlace() {
        return new SecretPlace(SecretPlace.PLATFORM, IDS, "receipt_secret.sealed");
    }

    /** The platform's keys are nobody's: they are read by a thread that works for no account. */
    private static <T> T outside(Supplier<T> work) {
        if (Tenancy.current() == null) {
            return work.get();
        }
        var task = new java.util.concurrent.FutureTask<>(work::get);
        try {
            Thread.ofVirtual().start(task).join();
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while keys were read", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the keys of receipts cannot be read", e.getCause());
        }
    }

    private record Known(List<KeyRow> rows, Instant at) {

        Known {
            rows = List.copyOf(rows);
            requireNonNull(at, "at");
        }
    }
}
