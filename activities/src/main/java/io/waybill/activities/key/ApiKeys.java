package io.waybill.activities.key;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** API keys {@code wb_<env>_<id:10 base62>_<secret:43 base62><crc32:6 base62>}. */
public interface ApiKeys {

    /**
     * Makes a key. Only its HMAC is stored.
     *
     * @param name for people, 1 to 200 characters
     * @return the key, readable this once
     */
    IssuedKey issue(UUID accountId, String name, Set<String> scopes);

    /**
     * {@return whose key {@code text} is, or empty where it is none, is revoked, or has expired; a wrong checksum is
     * refused without a query}
     */
    Optional<Caller> resolve(String text);

    /**
     * Revokes a key; every process refuses it within 5 s.
     *
     * @return false where the account has no such key, or it was revoked before
     */
    boolean revoke(UUID accountId, String keyId);

    /**
     * A new key.
     *
     * @param text the key itself
     */
    record IssuedKey(String id, String text) {
        @Override
        public String toString() {
            return "IssuedKey[id=" + id + "]";
        }
    }
}
