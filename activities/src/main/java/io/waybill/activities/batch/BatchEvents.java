package io.waybill.activities.batch;

import io.waybill.activities.id.Ids;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.webhook.BatchEvent;
import io.waybill.activities.webhook.EventType;
import io.waybill.activities.webhook.Outbox;
import io.waybill.workflows.batch.BatchState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What receivers of webhooks are told of a batch, recorded in the transaction that changes it. */
@Component
final class BatchEvents {

    /** Of what is held, captured: the batch's budget is nearly used. */
    private static final double BUDGET_PART = 0.8;

    /** An event refers to what happened; the whole message stands in the batch. */
    private static final int MESSAGE_CHARS_MAX = 1_000;

    private final Outbox outbox;

    BatchEvents(Outbox outbox) {
        this.outbox = outbox;
    }

    /** The batch is in its last state: its files, where it has some, can be read. */
    void ended(BatchRow batch, BatchCounts counts, BatchState state, @Nullable String code, @Nullable String message) {
        EventType type = switch (state) {
            case completed -> EventType.BATCH_COMPLETED;
            case failed -> EventType.BATCH_FAILED;
            case expired -> EventType.BATCH_EXPIRED;
            case cancelled -> EventType.BATCH_CANCELLED;
            case pending, validating, in_progress, paused, finalizing, cancelling ->
                throw new IllegalArgumentException(state + " is no end");
        };
        Map<String, Object> data = data(batch, counts, state);
        data.put("output_file_id", file(batch.outputFileId()));
        data.put("error_file_id", file(batch.errorFileId()));
        if (code != null) {
            data.put("error_code", code);
        }
        if (message != null) {
            data.put("error_message", message.substring(0, Math.min(message.length(), MESSAGE_CHARS_MAX)));
        }
        outbox.record(new BatchEvent(batch.accountId(), batch.id(), type, "", data));
    }

    /** Items have ended: milestones that were passed with them are told once each. */
    void moved(BatchRow batch, BatchCounts before, BatchCounts after) {
        if (after.pending() == 0) {
            return; // the end comes at once, and says more
        }
        tell(batch, after, "first_error", before.failed() == 0 && after.failed() > 0);
        tell(batch, after, "half", 2 * before.ended() < before.items() && 2 * after.ended() >= after.items());
        double budget = BUDGET_PART * after.heldNanos();
        tell(batch, after, "budget_80", before.capturedNanos() < budget && after.capturedNanos() >= budget);
    }

    private void tell(BatchRow batch, BatchCounts counts, String milestone, boolean passed) {
        if (passed) {
            Map<String, Object> data = data(batch, counts, batch.state());
            data.put("milestone", milestone);
            outbox.record(new BatchEvent(batch.accountId(), batch.id(), EventType.BATCH_PROGRESS, milestone, data));
        }
    }

    private static Map<String, Object> data(BatchRow batch, BatchCounts counts, BatchState state) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", Ids.render(Ids.BATCH, batch.id()));
        data.put("object", "batch");
        data.put("status", state.name());
        data.put(
                "request_counts",
                Map.of("total", counts.items(), "completed", counts.succeeded(), "failed", counts.failed()));
        data.put("cancelled_tasks", counts.cancelled());
        data.put("expired_tasks", counts.expired());
        data.put(
                "cost",
                Map.of(
                        "held", Money.render(counts.heldNanos()),
                        "captured", Money.render(counts.capturedNanos()),
                        "released", Money.render(counts.releasedNanos())));
        return data;
    }

    private static @Nullable String file(@Nullable UUID id) {
        return id == null ? null : Ids.render(Ids.FILE, id);
    }
}
