package io.waybill.activities.reconcile;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.time.Instant;
import java.util.UUID;

/**
 * A batch that has not ended.
 *
 * @param currency of the account, ISO 4217
 * @param inline whether its items came with the request
 * @param open whether it was made without items
 * @param held whether its money is held
 * @param expiresAt end of its completion window
 */
record OpenBatchRow(
        UUID id,
        UUID accountId,
        String currency,
        Lane lane,
        BatchState state,
        boolean inline,
        boolean open,
        boolean held,
        Instant expiresAt) {

    OpenBatchRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(currency, "currency");
        requireNonNull(lane, "lane");
        requireNonNull(state, "state");
        requireNonNull(expiresAt, "expiresAt");
    }
}
