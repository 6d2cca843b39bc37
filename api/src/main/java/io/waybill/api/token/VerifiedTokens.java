package io.waybill.api.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Tokens whose signature was checked, by the SHA-256 of the whole text, so that a busy client pays for its RSA once. A
 * token that does not hold is never here, so that nobody can fill it from outside. Whoever asks checks time and
 * refusals. Thread-safe.
 */
final class VerifiedTokens {

    /** About 1 KB each. */
    static final int REMEMBERED_MAX = 10_000;

    private final Clock clock;
    private final Map<ByteBuffer, TokenClaims> remembered = new ConcurrentHashMap<>();

    VerifiedTokens(Clock clock) {
        this.clock = clock;
    }

    /** {@return what the token says: as remembered, or as {@code check} finds, which is remembered until it ends} */
    Optional<TokenClaims> get(String text, Supplier<Optional<TokenClaims>> check) {
        var hash = hash(text);
        var known = remembered.get(hash);
        if (known != null) {
            return Optional.of(known);
        }
        var found = check.get();
        found.ifPresent(claims -> remember(hash, claims));
        return found;
    }

    int size() {
        return remembered.size();
    }

    private void remember(ByteBuffer hash, TokenClaims claims) {
        if (remembered.size() >= REMEMBERED_MAX) {
            var now = clock.instant();
            remembered.values().removeIf(old -> !now.isBefore(old.end()));
            if (remembered.size() >= REMEMBERED_MAX) {
                remembered.clear();
            }
        }
        if (clock.instant().isBefore(claims.end())) {
            remembered.put(hash, claims);
        }
    }

    private static ByteBuffer hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
