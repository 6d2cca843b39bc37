package io.waybill.receipts.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Members;
import io.waybill.receipts.receipt.NotCanonical;
import io.waybill.receipts.receipt.Receipt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every key that was ever used, with its dates. Published as a JWK set; in packs it is the text of a note that the
 * log's key signs, so that whoever pins that key need believe nobody about the others.
 *
 * @param keys in the order of their beginning
 */
public record KeyHistory(List<SigningKeyInfo> keys) {

    /** The first line of the note's text. */
    public static final String VERSION = "waybill-keys/1";

    /** Keys of four purposes, rotated every 90 days, for sixty years. */
    public static final int KEYS_MAX = 1000;

    /** The longest history that is read, in bytes. */
    public static final int BYTES_MAX = KEYS_MAX * 512;

    /** Checks that no key has two purposes. */
    public KeyHistory {
        keys = List.copyOf(requireNonNull(keys, "keys"));
        Set<VerifyKey> seen = new HashSet<>();
        if (keys.size() > KEYS_MAX || !keys.stream().allMatch(info -> seen.add(info.key()))) {
            throw new IllegalArgumentException("keys: at most %d, each once".formatted(KEYS_MAX));
        }
    }

    /** {@return what is known of a key} */
    public Optional<SigningKeyInfo> find(String kid) {
        return keys.stream().filter(info -> info.key().kid().equals(kid)).findFirst();
    }

    /** {@return the JWK set (RFC 7517, RFC 8037), with members of our own: purpose, status and dates} */
    public Map<String, Object> toJwks() {
        List<Object> jwks = new ArrayList<>();
        for (SigningKeyInfo info : keys) {
            Map<String, Object> jwk = new TreeMap<>();
            jwk.put("alg", "EdDSA");
            jwk.put("crv", "Ed25519");
            jwk.put("kid", info.key().kid());
            jwk.put("kty", "OKP");
            jwk.put("purpose", info.purpose().wireName());
            jwk.put("status", info.status());
            jwk.put("use", "sig");
            jwk.put("valid_from", Receipt.timestamp(info.from()));
            Instant until = info.until();
            if (until != null) {
                jwk.put("valid_until", Receipt.timestamp(until));
            }
            Long revokedAtLogSize = info.revokedAtLogSize();
            if (revokedAtLogSize != null) {
                jwk.put("revoked_at_log_size", revokedAtLogSize);
            }
            jwk.put("x", info.key().x());
            jwks.add(jwk);
        }
        return Map.of("keys", jwks);
    }

    /**
     * {@return the text of the note that the log signs: three lines}
     *
     * @param origin the log's origin, the first line of its checkpoints
     */
    public String noteText(String origin) {
        return VERSION + "\n" + origin + "\n" + new String(CanonicalJson.write(toJwks()), UTF_8) + "\n";
    }

    /**
     * {@return the history that a note's text holds}
     *
     * @param origin the log's origin, which the second line must be
     * @throws NotCanonical if the text is no history of this version and log
     */
    public static KeyHistory readNoteText(String origin, String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length != 4 || !lines[3].isEmpty() || !lines[0].equals(VERSION)) {
            throw new NotCanonical("keys: the note is none of '%s'".formatted(VERSION));
        }
        if (!lines[1].equals(origin)) {
            throw new NotCanonical("keys: the history of '%s', not of '%s'".formatted(lines[1], origin));
        }
        Map<String, Object> jwks = CanonicalJson.readObject(lines[2].getBytes(UTF_8), BYTES_MAX);
        if (jwks.size() != 1 || !(jwks.get("keys") instanceof List<?> list)) {
            throw new NotCanonical("keys: an object with an array 'keys' alone is expected");
        }
        List<SigningKeyInfo> keys = new ArrayList<>();
        try {
            for (Object jwk : list) {
                keys.add(read("keys[%d].".formatted(keys.size()), jwk));
            }
            return new KeyHistory(keys);
        } catch (IllegalArgumentException e) {
            throw new NotCanonical(String.valueOf(e.getMessage()));
        }
    }

    private static SigningKeyInfo read(String path, Object jwk) {
        Members members = Members.of(path, jwk);
        members.expect("alg", "EdDSA");
        members.expect("crv", "Ed25519");
        members.expect("kty", "OKP");
        members.expect("use", "sig");
        VerifyKey key = VerifyKey.of(Base64.getUrlDecoder().decode(members.text("x")));
        members.expect("x", key.x());
        members.expect("kid", key.kid());
        SigningKeyInfo info = new SigningKeyInfo(
                key,
                members.choice("purpose", KeyPurpose.values(), KeyPurpose::wireName),
                members.moment("valid_from"),
                members.optionalMoment("valid_until"),
                members.optionalInteger("revoked_at_log_size"));
        members.expect("status", info.status());
        members.end();
        return info;
    }
}
