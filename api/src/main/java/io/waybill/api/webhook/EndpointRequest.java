package io.waybill.api.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.webhook.Endpoint;
import io.waybill.activities.webhook.EventType;
import io.waybill.activities.webhook.WebhookSecret;
import io.waybill.activities.webhook.Webhooks.Terms;
import io.waybill.api.error.ApiFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of a new or changed endpoint. Every field may be null: then it is the default, or stays as it is. */
@Schema(name = "NewWebhook")
record EndpointRequest(
        @JsonProperty("url")
        @Schema(description = "https, at an address of the world", example = "https://example.com/hook")
        @Nullable
        String url,

        @JsonProperty("events")
        @Schema(description = "Types of events; all ends of batches where it is left out")
        @Nullable
        List<String> events,

        @JsonProperty("description") @Schema(maxLength = 200) @Nullable
        String description,

        @JsonProperty("secret")
        @Schema(description = "whsec_ and the base64 of 24 to 64 bytes; made where it is left out")
        @Nullable
        String secret,

        @JsonProperty("enabled") @Schema(description = "In changes alone") @Nullable
        Boolean enabled) {

    private static final int DESCRIPTION_CHARS_MAX = 200;

    /** {@return the terms of a new endpoint, less its URL's own check} */
    Terms fresh() {
        if (url == null) {
            throw ApiFailure.invalid("url", "url is missing");
        }
        if (enabled != null) {
            throw ApiFailure.invalid("enabled", "enabled belongs to changes; a new endpoint is enabled");
        }
        return new Terms(url, checkedDescription(""), checkedEvents(EventType.ENDS));
    }

    /** {@return the terms of a changed endpoint} */
    Terms changed(Endpoint endpoint) {
        if (secret != null) {
            throw ApiFailure.invalid("secret", "a secret is changed by rotation: POST /v1/webhooks/{id}/rotate");
        }
        if (endpoint.ofBatches() && (url != null || events != null)) {
            throw ApiFailure.invalid(
                    url != null ? "url" : "events", "the endpoint is that of a batch's webhook_url, it has no other");
        }
        return new Terms(
                url == null ? endpoint.url() : url,
                checkedDescription(endpoint.description()),
                checkedEvents(endpoint.events()));
    }

    @Nullable
    String checkedSecret() {
        return checkedSecret(secret);
    }

    static @Nullable String checkedSecret(@Nullable String secret) {
        if (secret == null) {
            return null;
        }
        try {
            WebhookSecret.key(secret);
            return secret;
        } catch (IllegalArgumentException e) {
            throw ApiFailure.invalid("secret", "secret " + e.getMessage());
        }
    }

    private List<String> checkedEvents(List<String> otherwise) {
        if (events == null) {
            return otherwise;
        }
        List<String> known = EventType.subscribable();
        if (events.isEmpty()) {
            throw ApiFailure.invalid("events", "events must name at least one of " + known);
        }
        for (var event : events) {
            if (event == null || !known.contains(event)) {
                throw ApiFailure.invalid("events", "there is no event '" + event + "'; allowed are " + known);
            }
        }
        return events.stream().distinct().toList();
    }

    private String checkedDescription(String otherwise) {
        if (description == null) {
            return otherwise;
        }
        if (description.length() > DESCRIPTION_CHARS_MAX || description.chars().anyMatch(Character::isISOControl)) {
            throw ApiFailure.invalid(
                    "description", "description may have " + DESCRIPTION_CHARS_MAX + " printable characters");
        }
        return description;
    }

    @Override
    public String toString() {
        return "EndpointRequest[url=" + url + ", events=" + events + "]";
    }
}
