package io.waybill.storage.object;

import static java.util.Objects.requireNonNull;

/**
 * What was stored.
 *
 * @param bytes length
 * @param sha256 of the content, lower-case hex
 */
public record StoredObject(String key, long bytes, String sha256) {

    /** Checks that what must be there is. */
    public StoredObject {
        requireNonNull(key, "key");
        requireNonNull(sha256, "sha256");
    }
}
