package io.waybill.activities.oauth;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.identity.CredentialChange;
import io.waybill.activities.identity.CredentialChanges;
import io.waybill.activities.key.Pepper;
import io.waybill.activities.secret.Sealing;
import io.waybill.activities.secret.SecretPlace;
import io.waybill.activities.secret.SecretUnreadable;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keys in the database, their private parts sealed. Those that an earlier version sealed under the pepper are sealed
 * anew by whoever reads them first.
 */
@Component
final class SealedSigningKeys implements SigningKeys, CredentialChanges.Subscriber {

    private static final Logger LOGGER = LoggerFactory.getLogger(SealedSigningKeys.class);

    /** RFC 7518 asks for at least 2048; more would make each call's check slower. */
    private static final int BITS = 2048;

    /** Unknown ids cost no more than a query a second. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(1);

    private static final String ALGORITHM = "RSA";
    private static final String NEXT = "next";
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";
    private static final String RETIRED = "retired";

    private final SigningKeyMapper rows;
    private final CredentialChanges changes;
    private final Sealing sealing;
    private final Pepper pepper;
    private final Transactions transactions;
    private final Clock clock;
    private volatile @Nullable Known known; // null where the keys have to be asked for

    SealedSigningKeys(
            SigningKeyMapper rows,
            CredentialChanges changes,
            Sealing sealing,
            Pepper pepper,
            Transactions transactions,
            Clock clock) {
        this.rows = rows;
        this.changes = changes;
        this.sealing = sealing;
        this.pepper = pepper;
        this.transactions = transactions;
        this.clock = clock;
        changes.subscribe(this);
    }

    @Override
    public SigningKey current() {
        Known keys = known();
        Instant since = keys.currentSince();
        if (keys.current() == null
                || (since != null && since.plus(Duration.ofDays(LIFE_DAYS)).isBefore(clock.instant()))) {
            replace(false);
            keys = load();
        }
        SigningKey current = keys.current();
        if (current == null) {
            throw new IllegalStateException("no signing key can be opened: is waybill.secret.key another one?");
        }
        return current;
    }

    @Override
    public Map<String, RSAPublicKey> published() {
        return known().published();
    }

    @Override
    public Optional<RSAPublicKey> find(String id) {
        Known keys = known();
        RSAPublicKey found = keys.published().get(id);
        if (found == null && keys.at().plus(ASKED_AGAIN).isBefore(clock.instant())) {
            found = load().published().get(id); // another process may just have made it
        }
        return Optional.ofNullable(found);
    }

    @Override
    public void rotate() {
        current();
        replace(true);
        load();
    }

    @Override
    public void reset() {
        known = null;
    }

    @Override
    public void changed(CredentialChange change) {
        switch (change.kind()) {
            case SIGNING_KEY -> known = null;
            case KEY, CLIENT, TRUST_ANCHORS, TOKEN, CLIENT_TOKENS, ACCOUNT_TOKENS -> {}
        }
    }

    private Known known() {
        Known keys = known;
        return keys != null && changes.mayUseRemembered() ? keys : load();
    }

    private Known load() {
        changes.requireDatabase();
        List<SigningKeyRow> all = rows.published();
        all.forEach(this::sealAnew);
        Optional<SigningKeyRow> current =
                all.stream().filter(row -> row.state().equals(CURRENT)).findFirst();
        var loaded = new Known(
                all.stream()
                        .collect(Collectors.toUnmodifiableMap(SigningKeyRow::id, row -> publicKey(row.publicKey()))),
                current.flatMap(this::open).orElse(null),
                current.map(SigningKeyRow::stateSince).orElse(null),
                clock.instant());
        known = loaded;
        return loaded;
    }

    /** Made outside of the transaction: it takes a good part of a second. */
    private void replace(boolean always) {
        KeyPair one = generate();
        KeyPair other = generate();
        transactions.run(() -> {
            rows.lock();
            Instant now = clock.instant();
            List<SigningKeyRow> all = rows.published();
            Optional<SigningKeyRow> current =
                    all.stream().filter(row -> row.state().equals(CURRENT)).findFirst();
            boolean old = current.filter(row ->
                            row.stateSince().plus(Duration.ofDays(LIFE_DAYS)).isBefore(now))
                    .isPresent();
            if (current.isPresent() && !old && !always) {
                return; // another process was faster
            }
            rows.move(PREVIOUS, RETIRED, now);
            rows.move(CURRENT, PREVIOUS, now);
            if (rows.move(NEXT, CURRENT, now) == 0) {
                rows.insert(row(one, CURRENT, now));
            }
            rows.insert(row(other, NEXT, now));
        });
    }

    private SigningKeyRow row(KeyPair pair, String state, Instant now) {
        String id = UUID.randomUUID().toString();
        byte[] sealed = sealing.seal(place(id), pair.getPrivate().getEncoded());
        return new SigningKeyRow(id, state, pair.getPublic().getEncoded(), sealed, null, now);
    }

    private Optional<SigningKey> open(SigningKeyRow row) {
        return plain(row).map(plain -> new SigningKey(row.id(), publicKey(row.publicKey()), privateKey(plain)));
    }

    private Optional<byte[]> plain(SigningKeyRow row) {
        Integer version = row.pepperVersion();
        if (version != null) {
            return pepper.open(version, "oauth_signing_key " + row.id(), row.privateKey());
        }
        try {
            return Optional.of(sealing.open(place(row.id()), row.privateKey()));
        } catch (SecretUnreadable e) {
            LOGGER.atError()
                    .addKeyValue("key", row.id())
                    .addKeyValue("error", e.getMessage())
                    .log("signing key cannot be opened");
            return Optional.empty(); // tokens that it signed can still be checked
        }
    }

    /** A row whose pepper is not known any more stays as it is: it is replaced in its time. */
    private void sealAnew(SigningKeyRow row) {
        if (row.pepperVersion() != null) {
            plain(row).ifPresent(plain -> rows.sealAnew(row.id(), sealing.seal(place(row.id()), plain)));
        }
    }

    private static SecretPlace place(String id) {
        return new SecretPlace(SecretPlace.PLATFORM, id, "oauth_signing_key.private_key");
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    private static RSAPublicKey publicKey(byte[] encoded) {
        try {
            return (RSAPublicKey) KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored public key is not readable", e);
        }
    }

    private static PrivateKey privateKey(byte[] encoded) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored private key is not readable", e);
        }
    }

    /**
     * What was read.
     *
     * @param current null where there is none, or its pepper is not known any more
     * @param currentSince null where there is none
     */
    private record Known(
            Map<String, RSAPublicKey> published,
            @Nullable SigningKey current,
            @Nullable Instant currentSince,
            Instant at) {}
}
