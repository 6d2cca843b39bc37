package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

/** A request that an open batch has already. */
record KnownRequest(String customId, String sha256) {

    KnownRequest {
        requireNonNull(customId, "customId");
        requireNonNull(sha256, "sha256");
    }
}
