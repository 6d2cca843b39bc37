package io.waybill.activities.key;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** API keys {@code wb_<env>_<id:10 base62>_<secret:43 base62><crc32:6 base62>}. */
public interface ApiKeys {

    /**
     * Makes a key. Only its HMAC is stored.
     *
     * @return the key, readable this once
     */
    IssuedKey issue(UUID accountId, String name, Set<String> scopes);

    /**
     * {@return whose key {@code text} is, or empty where it is none, is revoked, or has expired; a wrong checksum is
     * refused without a query}
     */
    Optional<Caller> resolve(String text);

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
