package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.models.request.ItemLine;
import io.waybill.workflows.batch.ItemState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code batch_item} with what belongs to it; null is what is null in {@link BatchRequest}. */
record RequestRow(
        int index,
        @Nullable String customId,
        int state,
        @Nullable Integer requestForm,
        @Nullable String endpoint,
        @Nullable String model,
        @Nullable Integer wave,
        long chargedNanos,
        Instant addedAt,
        @Nullable Instant settledAt,
        @Nullable Instant batchEndedAt) {

    RequestRow {
        requireNonNull(addedAt, "addedAt");
    }

    BatchRequest toRequest() {
        Integer code = requestForm;
        Integer run = wave;
        RequestForm form = code == null ? null : RequestForm.of(code);
        return new BatchRequest(
                index,
                customId,
                ItemState.of(state),
                form,
                url(form),
                model,
                run == null ? 0 : run + 1,
                chargedNanos,
                addedAt,
                endedAt());
    }

    private String url(@Nullable RequestForm form) {
        if (form != null) {
            return form.url();
        }
        String url = endpoint;
        return url == null ? ItemLine.ENDPOINTS.getFirst() : url;
    }

    /** An item that never ran ended in validation, or with its batch. */
    private @Nullable Instant endedAt() {
        if (settledAt != null) {
            return settledAt;
        }
        return switch (ItemState.of(state)) {
            case pending -> null;
            case failed, reused, succeeded -> addedAt;
            case cancelled, expired -> batchEndedAt;
        };
    }
}
