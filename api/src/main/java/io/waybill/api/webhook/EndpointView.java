package io.waybill.api.webhook;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.id.Ids;
import io.waybill.activities.webhook.Endpoint;
import io.waybill.activities.webhook.WebhookIds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint.
 *
 * @param secret where it was made by this call; null otherwise
 * @param disabledReason null where it is enabled
 */
@Schema(name = "Webhook")
record EndpointView(
        @JsonProperty("id") String id,

        @JsonProperty("object") @Schema(example = "webhook") String object,

        @JsonProperty("url") String url,

        @JsonProperty("secret") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String secret,

        @JsonProperty("description") String description,
        @JsonProperty("events") List<String> events,

        @JsonProperty("of_batches") @Schema(description = "Made for the webhook_url of batches")
        boolean ofBatches,

        @JsonProperty("enabled") boolean enabled,
        @JsonProperty("disabled_reason") @Nullable String disabledReason,

        @JsonProperty("created_at") @Schema(format = "date-time")
        String createdAt,

        @JsonProperty("updated_at") @Schema(format = "date-time")
        String updatedAt) {

    EndpointView {
        requireNonNull(id, "id");
        requireNonNull(object, "object");
        requireNonNull(url, "url");
        requireNonNull(description, "description");
        events = List.copyOf(events);
        requireNonNull(createdAt, "createdAt");
        requireNonNull(updatedAt, "updatedAt");
    }

    static EndpointView of(Endpoint endpoint, @Nullable String secret) {
        return new EndpointView(
                Ids.render(WebhookIds.ENDPOINT, endpoint.id()),
                "webhook",
                endpoint.url(),
                secret,
                endpoint.description(),
                endpoint.events(),
                endpoint.ofBatches(),
                endpoint.enabled(),
                endpoint.disabledReason(),
                endpoint.createdAt().toString(),
                endpoint.updatedAt().toString());
    }

    @Override
    public String toString() {
        return "EndpointView[id=" + id + "]";
    }
}
