package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.secret.Sealing;
import io.waybill.activities.secret.SecretPlace;
import io.waybill.activities.tenant.Tenancy;
import io.waybill.activities.webhook.WebhookKeyMapper.KeyPairRow;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The platform's own keys of signatures {@code v1a}: the newest signs, all are published. Thread-safe. */
@Component
final class WebhookKeys {

    private static final String ALGORITHM = "Ed25519";

    /** A key signs for this long. */
    private static final Duration LIFE = Duration.ofDays(90);

    /** Another worker's new key is published well before this one would miss it. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /** The last bytes of its X.509 form are the key (RFC 8410). */
    private static final int KEY_BYTES = 32;

    private final WebhookKeyMapper rows;
    private final Sealing sealing;
    private final Transactions transactions;
    private final Clock clock;
    private volatile @Nullable Current current; // null before the first use

    WebhookKeys(WebhookKeyMapper rows, Sealing sealing, Transactions transactions, Clock clock) {
        this.rows = rows;
        this.sealing = sealing;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** {@return the key that signs} */
    PrivateKey signing() {
        Instant now = clock.instant();
        Current known = current;
        if (known == null || known.at().plus(REMEMBERED).isBefore(now)) {
            KeyPairRow row = newest(now);
            known = new Current(privateKey(sealing.open(place(row.id()), row.privateKey())), now);
            current = known;
        }
        return known.key();
    }

    /** {@return all keys, the newest first; makes the first one where there is none} */
    List<PublishedKey> published() {
        if (Tenancy.current() != null) {
            throw new IllegalStateException("the platform's keys are nobody's; ask for them outside an account");
        }
        newest(clock.instant());
        return rows.all().stream()
                .map(row -> new PublishedKey(row.id(), raw(row.publicKey()), row.createdAt()))
                .toList();
    }

    private KeyPairRow newest(Instant now) {
        List<KeyPairRow> all = rows.all();
        return isFresh(all, now) ? all.getFirst() : transactions.call(() -> make(now));
    }

    private KeyPairRow make(Instant now) {
        rows.lock();
        List<KeyPairRow> all = rows.all();
        if (isFresh(all, now)) {
            return all.getFirst(); // another process was faster
        }
        KeyPair pair = generate();
        byte[] publicKey = pair.getPublic().getEncoded();
        String id = thumbprint(raw(publicKey));
        var row = new KeyPairRow(
                id, publicKey, sealing.seal(place(id), pair.getPrivate().getEncoded()), now);
        rows.insert(row);
        return row;
    }

    private static boolean isFresh(List<KeyPairRow> all, Instant now) {
        return !all.isEmpty() && all.getFirst().createdAt().plus(LIFE).isAfter(now);
    }

    private static SecretPlace place(String id) {
        return new SecretPlace(SecretPlace.PLATFORM, id, "webhook_key.private_key");
    }

    private static byte[] raw(byte[] x509) {
        return Arrays.copyOfRange(x509, x509.length - KEY_BYTES, x509.length);
    }

    // RFC 7638 over the members of an OKP key (RFC 8037, section 2).
    private static String thumbprint(byte[] key) {
        try {
            String jwk = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + PublishedKey.base64Url(key) + "\"}";
            return PublishedKey.base64Url(
                    MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    private static PrivateKey privateKey(byte[] encoded) {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored private key is not readable", e);
        }
    }

    private record Current(PrivateKey key, Instant at) {

        Current {
            requireNonNull(key, "key");
            requireNonNull(at, "at");
        }
    }
}
