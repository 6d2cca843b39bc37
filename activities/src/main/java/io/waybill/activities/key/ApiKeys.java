package io.waybill.activities.key;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * API keys {@code wb_<env>_<id:10 base62>_<secret:43 base62><crc32:6 base62>}, and organisation keys
 * {@code enterprise-...} that were made elsewhere and imported.
 */
public interface ApiKeys {

    /** How organisation keys begin. */
    String ORGANISATION_PREFIX = "enterprise-";

    /** Fewest characters behind it: a shorter key could be guessed. */
    int ORGANISATION_SECRET_CHARS_MIN = 20;

    /** Longest organisation key. */
    int ORGANISATION_CHARS_MAX = 256;

    /** Longest name. */
    int NAME_CHARS_MAX = 200;

    /** Longest that a replaced key goes on working. */
    Duration GRACE_MAX = Duration.ofDays(7);

    /** Keys that an account may have at a time; nobody looks through more. */
    int PER_ACCOUNT_MAX = 1000;

    /**
     * Makes a key. Only its HMAC is stored.
     *
     * @param name for people, 1 to 200 characters
     * @return the key, readable this once
     */
    default IssuedKey issue(UUID accountId, String name, Set<String> scopes) {
        return issue(accountId, name, KeyTerms.of(scopes));
    }

    /**
     * Makes a key. Only its HMAC is stored.
     *
     * @param name for people, 1 to {@link #NAME_CHARS_MAX} characters
     * @return the key, readable this once
     * @throws TooManyKeys where the account has {@link #PER_ACCOUNT_MAX}
     */
    IssuedKey issue(UUID accountId, String name, KeyTerms terms);

    /**
     * Takes in an organisation key. A second time it changes nothing where it is the same account's.
     *
     * @param text {@link #ORGANISATION_PREFIX} and at least {@link #ORGANISATION_SECRET_CHARS_MIN} printable characters
     * @return its id, or empty where another account has it, or it was imported and revoked before
     */
    Optional<String> importOrganisationKey(UUID accountId, String name, String text, KeyTerms terms);

    /**
     * {@return whose key {@code text} is, or empty where it is none, is revoked, or has expired; a wrong checksum is
     * refused without a query}
     */
    Optional<Caller> resolve(String text);

    /** {@return the account's keys that were not revoked, the newest first} */
    List<Key> list(UUID accountId);

    /** {@return the account's key, or empty where it has no such key or it was revoked} */
    Optional<Key> find(UUID accountId, String keyId);

    /**
     * Makes a key on the terms of {@code keyId}, which goes on working for {@code grace} and counts into the same
     * budget.
     *
     * @param grace zero to {@link #GRACE_MAX}
     * @return the new key, readable this once, or empty where the account has no such key that works
     */
    Optional<IssuedKey> rotate(UUID accountId, String keyId, Duration grace);

    /**
     * Revokes a key; every process refuses it within 5 s.
     *
     * @return false where the account has no such key, or it was revoked before
     * @throws LastAdminKey where no key of the account that works would be an operator's any more
     */
    boolean revoke(UUID accountId, String keyId);

    /**
     * A new key.
     *
     * @param text the key itself
     */
    record IssuedKey(String id, String text, Key key) {
        @Override
        public String toString() {
            return "IssuedKey[id=" + id + "]";
        }
    }
}
