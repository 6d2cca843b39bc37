package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.database.Transactions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keys as their HMACs. */
@Component
final class HashedApiKeys implements ApiKeys {

    private static final Pattern ORGANISATION = Pattern.compile(ORGANISATION_PREFIX + "[\\x21-\\x7e]{"
            + ORGANISATION_SECRET_CHARS_MIN + "," + (ORGANISATION_CHARS_MAX - ORGANISATION_PREFIX.length()) + "}");

    private final KeyMapper keys;
    private final Peppers peppers;
    private final KeySettings settings;
    private final RememberedKeys remembered;
    private final Transactions transactions;
    private final Clock clock;

    HashedApiKeys(
            KeyMapper keys,
            Peppers peppers,
            KeySettings settings,
            RememberedKeys remembered,
            Transactions transactions,
            Clock clock) {
        this.keys = keys;
        this.peppers = peppers;
        this.settings = settings;
        this.remembered = remembered;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public IssuedKey issue(UUID accountId, String name, KeyTerms terms) {
        requireName(name);
        KeyFormat.Parsed key = KeyFormat.next(settings.environment());
        return transactions.call(() -> insert(key, row(key, accountId, name, terms, key.id())));
    }

    @Override
    public Optional<String> importOrganisationKey(UUID accountId, String name, String text, KeyTerms terms) {
        requireName(name);
        if (!ORGANISATION.matcher(text).matches()) {
            throw new IllegalArgumentException("an organisation key is " + ORGANISATION_PREFIX + " and "
                    + ORGANISATION_SECRET_CHARS_MIN + " or more printable characters, " + ORGANISATION_CHARS_MAX
                    + " in all");
        }
        int version = peppers.current();
        String id = KeyFormat.nextId();
        KeyRow row = new KeyRow(
                id,
                accountId,
                KeyRow.ORGANISATION,
                name,
                ORGANISATION_PREFIX,
                peppers.hmac(version, text).orElseThrow(),
                version,
                text.substring(text.length() - KeyFormat.LAST_CHARACTERS),
                List.copyOf(terms.scopes()),
                texts(terms),
                terms.requestsPerMinute(),
                terms.monthlyBudgetNanos(),
                id,
                clock.instant(),
                terms.expiresAt(),
                null);
        return transactions.call(() -> {
            Optional<KeyRow> known = keys.findOrganisation(hmacs(text));
            if (known.isEmpty()) {
                keys.insert(row);
                return Optional.of(id);
            }
            return known.filter(found -> found.accountId().equals(accountId) && found.revokedAt() == null)
                    .map(KeyRow::id);
        });
    }

    @Override
    public Optional<Caller> resolve(String text) {
        Instant now = clock.instant();
        Optional<KeyRow> row = text.startsWith(ORGANISATION_PREFIX) ? organisation(text) : own(text);
        return row.filter(found -> found.isValidAt(now)).map(KeyRow::toCaller);
    }

    @Override
    public List<Key> list(UUID accountId) {
        Instant now = clock.instant();
        return keys.list(accountId).stream().map(row -> row.toKey(now)).toList();
    }

    @Override
    public Optional<Key> find(UUID accountId, String keyId) {
        return row(accountId, keyId).map(row -> row.toKey(clock.instant()));
    }

    @Override
    public Optional<IssuedKey> rotate(UUID accountId, String keyId, Duration grace) {
        if (grace.isNegative() || grace.compareTo(GRACE_MAX) > 0) {
            throw new IllegalArgumentException("grace is 0 to " + GRACE_MAX.toDays() + " days, not " + grace);
        }
        KeyFormat.Parsed key = KeyFormat.next(settings.environment());
        Optional<IssuedKey> issued = transactions.call(() -> {
            keys.lockAccount(accountId);
            Instant now = clock.instant();
            return row(accountId, keyId).filter(old -> old.isValidAt(now)).map(old -> {
                IssuedKey made = insert(key, row(key, accountId, old.name(), old.terms(), old.family()));
                keys.expire(accountId, keyId, earlier(now.plus(grace), old.expiresAt()));
                return made;
            });
        });
        remembered.forget(keyId);
        return issued;
    }

    @Override
    public boolean revoke(UUID accountId, String keyId) {
        boolean revoked = transactions.call(() -> {
            // Two operators that delete each other's key at the same time leave one of them.
            keys.lockAccount(accountId);
            Instant now = clock.instant();
            Optional<KeyRow> found = row(accountId, keyId);
            if (found.isPresent()
                    && found.get().scopes().contains(Caller.ADMIN)
                    && found.get().isValidAt(now)
                    && keys.countOthersWithScope(accountId, Caller.ADMIN, keyId, now) == 0) {
                throw new LastAdminKey(keyId);
            }
            return keys.revoke(accountId, keyId, now) == 1;
        });
        remembered.forget(keyId);
        return revoked;
    }

    KeyRow row(KeyFormat.Parsed key, UUID accountId, String name, Set<String> scopes) {
        return row(key, accountId, name, KeyTerms.of(scopes), key.id());
    }

    private KeyRow row(KeyFormat.Parsed key, UUID accountId, String name, KeyTerms terms, String family) {
        int version = peppers.current();
        return new KeyRow(
                key.id(),
                accountId,
                KeyRow.KEY,
                name,
                key.prefix(),
                peppers.hmac(version, key.text()).orElseThrow(),
                version,
                key.last4(),
                List.copyOf(terms.scopes()),
                texts(terms),
                terms.requestsPerMinute(),
                terms.monthlyBudgetNanos(),
                family,
                clock.instant(),
                terms.expiresAt(),
                null);
    }

    private IssuedKey insert(KeyFormat.Parsed key, KeyRow row) {
        if (keys.count(row.accountId()) >= PER_ACCOUNT_MAX) {
            throw new TooManyKeys();
        }
        keys.insert(row);
        return new IssuedKey(key.id(), key.text(), row.toKey(clock.instant()));
    }

    private Optional<KeyRow> row(UUID accountId, String keyId) {
        return keys.find(keyId).filter(row -> row.accountId().equals(accountId) && row.revokedAt() == null);
    }

    private Optional<KeyRow> own(String text) {
        return KeyFormat.parse(text)
                .flatMap(key -> remembered.byId(key.id(), () -> keys.find(key.id())))
                .filter(row -> row.kind().equals(KeyRow.KEY) && isSecretOf(text, row));
    }

    private Optional<KeyRow> organisation(String text) {
        if (!ORGANISATION.matcher(text).matches()) {
            return Optional.empty();
        }
        byte[] current = peppers.hmac(peppers.current(), text).orElseThrow();
        return remembered
                .byHmac(current, () -> keys.findOrganisation(hmacs(text)))
                .filter(row -> isSecretOf(text, row));
    }

    private byte[][] hmacs(String text) {
        List<byte[]> all = new ArrayList<>();
        peppers.versions()
                .forEach(version -> all.add(peppers.hmac(version, text).orElseThrow()));
        return all.toArray(byte[][]::new);
    }

    private boolean isSecretOf(String text, KeyRow row) {
        return peppers.hmac(row.pepperVersion(), text)
                .map(hmac -> MessageDigest.isEqual(hmac, row.secretHmac()))
                .orElse(false);
    }

    private static List<String> texts(KeyTerms terms) {
        return terms.networks().stream().map(Object::toString).toList();
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other == null || one.isBefore(other) ? one : requireNonNull(other);
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > NAME_CHARS_MAX || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a key's name has 1 to " + NAME_CHARS_MAX + " characters, not " + name.length());
        }
    }
}
