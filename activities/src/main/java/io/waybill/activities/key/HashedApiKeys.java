package io.waybill.activities.key;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Keys as their HMACs. Rows are remembered for a moment; each call still checks the secret. */
@Component
final class HashedApiKeys implements ApiKeys {

    /** Together with what a caller remembers itself, a revocation has to be seen in 5 s. */
    static final Duration REMEMBERED = Duration.ofMillis(1500);

    /** Over it all are forgotten, which costs each one query. */
    private static final int REMEMBERED_MAX = 10_000;

    private static final int NAME_CHARACTERS_MAX = 200;

    private final KeyMapper keys;
    private final Peppers peppers;
    private final KeySettings settings;
    private final Clock clock;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    HashedApiKeys(KeyMapper keys, Peppers peppers, KeySettings settings, Clock clock) {
        this.keys = keys;
        this.peppers = peppers;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public IssuedKey issue(UUID accountId, String name, Set<String> scopes) {
        if (name.isBlank() || name.length() > NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "a key's name has 1 to " + NAME_CHARACTERS_MAX + " characters, not " + name.length());
        }
        KeyFormat.Parsed key = KeyFormat.next(settings.environment());
        keys.insert(row(key, accountId, name, scopes));
        return new IssuedKey(key.id(), key.text());
    }

    @Override
    public Optional<Caller> resolve(String text) {
        return KeyFormat.parse(text).flatMap(this::resolve);
    }

    @Override
    public boolean revoke(UUID accountId, String keyId) {
        boolean revoked = keys.revoke(accountId, keyId, clock.instant()) == 1;
        remembered.remove(keyId);
        return revoked;
    }

    KeyRow row(KeyFormat.Parsed key, UUID accountId, String name, Set<String> scopes) {
        int version = peppers.current();
        return new KeyRow(
                key.id(),
                accountId,
                name,
                peppers.hmac(version, key.text()).orElseThrow(),
                version,
                key.last4(),
                List.copyOf(scopes),
                clock.instant(),
                null,
                null);
    }

    private Optional<Caller> resolve(KeyFormat.Parsed key) {
        Instant now = clock.instant();
        return row(key.id(), now)
                .filter(row -> isSecretOf(key, row))
                .filter(row -> row.isValidAt(now))
                .map(row -> new Caller(row.accountId(), row.id(), Set.copyOf(row.scopes())));
    }

    private Optional<KeyRow> row(String id, Instant now) {
        Remembered known = remembered.get(id);
        if (known != null && now.isBefore(known.until())) {
            return Optional.of(known.row());
        }
        Optional<KeyRow> found = keys.find(id);
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        found.ifPresentOrElse(
                row -> remembered.put(id, new Remembered(row, now.plus(REMEMBERED))), () -> remembered.remove(id));
        return found;
    }

    private boolean isSecretOf(KeyFormat.Parsed key, KeyRow row) {
        return peppers.hmac(row.pepperVersion(), key.text())
                .map(hmac -> MessageDigest.isEqual(hmac, row.secretHmac()))
                .orElse(false);
    }

    private record Remembered(KeyRow row, Instant until) {}
}
