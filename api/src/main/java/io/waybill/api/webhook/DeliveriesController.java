package io.waybill.api.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.webhook.DeliveryState;
import io.waybill.activities.webhook.Webhooks;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was sent to an endpoint, and sending it again. */
@RestController
@Tag(name = "Webhooks")
final class DeliveriesController {

    private static final int LIMIT_MAX = 100;

    private final Webhooks webhooks;
    private final FoundWebhooks found;
    private final Batches batches;

    DeliveriesController(Webhooks webhooks, FoundWebhooks found, Batches batches) {
        this.webhooks = webhooks;
        this.found = found;
        this.batches = batches;
    }

    @Operation(summary = "List deliveries", description = "The newest event first; kept 30 days.")
    @GetMapping("/v1/webhooks/{id}/deliveries")
    Page<DeliveryView> list(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            @Parameter(description = "pending, delivering, waiting, delivered or dead")
                    @RequestParam(required = false)
                    @Nullable
                    String state,
            @Parameter(description = "1 to 100, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after) {
        var size = Parameters.limit(limit, LIMIT_MAX);
        var endpoint = found.endpoint(caller, id);
        var page = webhooks.deliveries(
                caller.accountId(),
                endpoint.id(),
                state(state),
                after == null ? null : FoundWebhooks.event(after),
                size + 1);
        return Page.of(page.stream().map(DeliveryView::of).toList(), size, DeliveryView::eventId);
    }

    @Operation(summary = "Get a delivery", description = "With the body that is sent, and its attempts.")
    @GetMapping("/v1/webhooks/{id}/deliveries/{event_id}")
    DeliveryView get(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            @PathVariable("event_id") String eventId) {
        var endpoint = found.endpoint(caller, id);
        var event = FoundWebhooks.event(eventId);
        var delivery = webhooks.delivery(caller.accountId(), endpoint.id(), event)
                .orElseThrow(() -> FoundWebhooks.unknownDelivery(eventId));
        return DeliveryView.of(
                delivery,
                webhooks.body(caller.accountId(), event).orElse(null),
                webhooks.attempts(caller.accountId(), endpoint.id(), event));
    }

    @Operation(summary = "Send a test event", description = "webhook.test, which nobody subscribes to.")
    @PostMapping("/v1/webhooks/{id}/test")
    DeliveryView test(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return webhooks.test(caller.accountId(), found.endpoint(caller, id).id())
                .map(DeliveryView::of)
                .orElseThrow(() -> FoundWebhooks.unknown(id));
    }

    @Operation(
            summary = "Send an event again",
            description = "Under the same webhook-id. One that is on its way is not sent twice.")
    @PostMapping("/v1/webhooks/{id}/deliveries/{event_id}/redeliver")
    DeliveryView redeliver(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            @PathVariable("event_id") String eventId) {
        return webhooks.redeliver(caller.accountId(), found.endpoint(caller, id).id(), FoundWebhooks.event(eventId))
                .map(DeliveryView::of)
                .orElseThrow(() -> FoundWebhooks.unknownDelivery(eventId));
    }

    @Operation(
            summary = "Send the events of a time again",
            description = "At most 10,000 a call, the oldest first.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = TimeRange.class))))
    @PostMapping(value = "/v1/webhooks/{id}/redeliver", consumes = MediaType.APPLICATION_JSON_VALUE)
    Redelivered redeliverRange(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var range = JsonBody.read(request, TimeRange.class);
        var endpoint = found.endpoint(caller, id);
        return new Redelivered(
                webhooks.redeliver(caller.accountId(), endpoint.id(), range.start(), range.end(), range.deadOnly()));
    }

    @Operation(
            summary = "Send all events of a batch",
            description = "Also those from before the webhook was made.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Replay.class))))
    @PostMapping(value = "/v1/webhooks/{id}/replay", consumes = MediaType.APPLICATION_JSON_VALUE)
    Redelivered replay(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var batchId = JsonBody.read(request, Replay.class).batchId();
        var endpoint = found.endpoint(caller, id);
        if (batchId == null) {
            throw ApiFailure.invalid("batch_id", "batch_id is missing");
        }
        var batch = Ids.parse(Ids.BATCH, batchId)
                .flatMap(uuid -> batches.find(caller.accountId(), uuid))
                .orElseThrow(
                        () -> new ApiFailure(ApiError.BATCH_NOT_FOUND, "batch_id", "there is no batch " + batchId));
        return new Redelivered(webhooks.replay(
                caller.accountId(), endpoint.id(), batch.submitted().id()));
    }

    private static @Nullable DeliveryState state(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(DeliveryState.values())
                .filter(state -> state.name().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> ApiFailure.invalid("state", "state must be one of " + List.of(DeliveryState.values())));
    }

    /** How many deliveries begin again. */
    @Schema(name = "Redelivered")
    record Redelivered(@JsonProperty("redelivered") int redelivered) {}

    /** A batch. */
    @Schema(name = "WebhookReplay")
    record Replay(@JsonProperty("batch_id") @Nullable String batchId) {}

    /** A time, and what of it; null where left out: until now, dead letters. */
    @Schema(name = "WebhookTimeRange")
    record TimeRange(
            @JsonProperty("from") @Schema(format = "date-time") @Nullable
            String from,

            @JsonProperty("to") @Schema(format = "date-time", description = "Default: now") @Nullable
            String to,

            @JsonProperty("state")
            @Schema(
                    allowableValues = {"dead", "all"},
                    defaultValue = "dead")
            @Nullable
            String state) {

        private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

        private Instant start() {
            var instant = Parameters.instant("from", from);
            if (instant == null) {
                throw ApiFailure.invalid("from", "from is missing");
            }
            return instant;
        }

        private Instant end() {
            var instant = Parameters.instant("to", to);
            return instant == null ? END : instant;
        }

        private boolean deadOnly() {
            if (state != null && !state.equals("dead") && !state.equals("all")) {
                throw ApiFailure.invalid("state", "state must be dead or all");
            }
            return !"all".equals(state);
        }
    }
}
