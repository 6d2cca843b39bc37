package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.id.Ids;
import io.waybill.workflows.webhook.DeliverWebhook;
import java.net.URI;
import java.util.UUID;

/** A delivery whose workflow is to run. */
record DueRow(UUID endpointId, UUID eventId, int round, int attempts, String type, String url) {

    DueRow {
        requireNonNull(endpointId, "endpointId");
        requireNonNull(eventId, "eventId");
        requireNonNull(type, "type");
        requireNonNull(url, "url");
    }

    DeliverWebhook toDelivery() {
        return new DeliverWebhook(
                Ids.render(WebhookIds.EVENT, eventId),
                Ids.render(WebhookIds.ENDPOINT, endpointId),
                type,
                String.valueOf(URI.create(url).getHost()),
                round,
                attempts);
    }

    /** {@return the same for every reader, so that one workflow runs} */
    String workflowId() {
        String id = Ids.render(WebhookIds.EVENT, eventId) + "/" + Ids.render(WebhookIds.ENDPOINT, endpointId);
        return round == 0 ? id : id + "/" + round;
    }
}
