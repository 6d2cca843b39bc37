package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Asks to add items to an open batch.
 *
 * @param appendId a UUID of this call: a repetition adds nothing
 * @param objectKey of the lines, one for each request
 * @param bytes their length
 * @param sha256 of the lines, lower-case hex
 * @param keyId the key that pays
 */
public record AddItems(String batchId, String appendId, String objectKey, long bytes, String sha256, String keyId) {

    /** Checks that what must be there is. */
    public AddItems {
        requireNonNull(batchId, "batchId");
        requireNonNull(appendId, "appendId");
        requireNonNull(objectKey, "objectKey");
        requireNonNull(sha256, "sha256");
        requireNonNull(keyId, "keyId");
    }
}
