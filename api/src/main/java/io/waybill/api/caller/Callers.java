package io.waybill.api.caller;

import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Whose a credential is. The answer for a good key is remembered for {@link #FRESH}, under the key's hash, so that a
 * busy client costs no query a call and a revoked key is refused everywhere soon after.
 */
@Component
final class Callers {

    /** A revocation must reach every node within 5 s. */
    static final Duration FRESH = Duration.ofSeconds(3);

    /** Keys remembered at most; over it all are forgotten, which costs each one query. */
    private static final int REMEMBERED_MAX = 10_000;

    private final ApiKeys keys;
    private final Clock clock;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    Callers(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    Optional<Caller> resolve(Credential credential) {
        var hash = sha256(credential.text());
        var now = clock.instant();
        var known = remembered.get(hash);
        if (known != null && now.isBefore(known.until())) {
            return Optional.of(known.caller());
        }
        var caller = keys.resolve(credential.text());
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        if (caller.isPresent()) {
            remembered.put(hash, new Remembered(caller.get(), now.plus(FRESH)));
        } else {
            remembered.remove(hash);
        }
        return caller;
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private record Remembered(Caller caller, Instant until) {}
}
