package io.waybill.api.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.id.Ids;
import io.waybill.activities.webhook.Delivery;
import io.waybill.activities.webhook.WebhookIds;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery.
 *
 * @param batchId null where the event is about no batch
 * @param note what came of the last attempt; null before the first
 * @param nextAttemptAt null where there is none, or it is made at once
 * @param endedAt null where it has not ended
 * @param body the bytes that are sent, in the answer about one delivery; null in lists
 * @param attemptLog the newest first, in the answer about one delivery; null in lists
 */
@Schema(name = "WebhookDelivery")
record DeliveryView(
        @JsonProperty("object") @Schema(example = "webhook.delivery")
        String object,

        @JsonProperty("event_id") String eventId,
        @JsonProperty("webhook_id") String webhookId,
        @JsonProperty("batch_id") @Nullable String batchId,
        @JsonProperty("type") String type,

        @JsonProperty("state") @Schema(allowableValues = {"pending", "delivering", "waiting", "delivered", "dead"})
        String state,

        @JsonProperty("redeliveries") int redeliveries,
        @JsonProperty("attempts") int attempts,
        @JsonProperty("note") @Nullable String note,

        @JsonProperty("created_at") @Schema(format = "date-time")
        String createdAt,

        @JsonProperty("next_attempt_at") @Nullable String nextAttemptAt,
        @JsonProperty("ended_at") @Nullable String endedAt,

        @JsonProperty("body") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String body,

        @JsonProperty("attempt_log") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        List<AttemptView> attemptLog) {

    DeliveryView {
        requireNonNull(object, "object");
        requireNonNull(eventId, "eventId");
        requireNonNull(webhookId, "webhookId");
        requireNonNull(type, "type");
        requireNonNull(state, "state");
        requireNonNull(createdAt, "createdAt");
        attemptLog = attemptLog == null ? null : List.copyOf(attemptLog);
    }

    static DeliveryView of(Delivery delivery) {
        return of(delivery, null, null);
    }

    static DeliveryView of(Delivery delivery, @Nullable String body, @Nullable List<Delivery.Attempt> attempts) {
        var batch = delivery.batchId();
        return new DeliveryView(
                "webhook.delivery",
                Ids.render(WebhookIds.EVENT, delivery.eventId()),
                Ids.render(WebhookIds.ENDPOINT, delivery.endpointId()),
                batch == null ? null : Ids.render(Ids.BATCH, batch),
                delivery.type(),
                delivery.state().name(),
                delivery.round(),
                delivery.attempts(),
                delivery.note(),
                delivery.createdAt().toString(),
                text(delivery.nextAt()),
                text(delivery.endedAt()),
                body,
                attempts == null ? null : attempts.stream().map(AttemptView::of).toList());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /**
     * An attempt.
     *
     * @param redelivery 0 for the first round
     * @param status of the answer; null where there was none
     */
    @Schema(name = "WebhookAttempt")
    record AttemptView(
            @JsonProperty("redelivery") int redelivery,
            @JsonProperty("attempt") int attempt,

            @JsonProperty("at") @Schema(format = "date-time")
            String at,

            @JsonProperty("latency_ms") long latencyMillis,
            @JsonProperty("status") @Nullable Integer status,
            @JsonProperty("note") String note) {

        AttemptView {
            requireNonNull(at, "at");
            requireNonNull(note, "note");
        }

        static AttemptView of(Delivery.Attempt attempt) {
            return new AttemptView(
                    attempt.round(),
                    attempt.attempt(),
                    attempt.madeAt().toString(),
                    attempt.latencyMillis(),
                    attempt.status(),
                    attempt.note());
        }
    }
}
