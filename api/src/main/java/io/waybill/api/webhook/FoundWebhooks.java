package io.waybill.api.webhook;

import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.webhook.Endpoint;
import io.waybill.activities.webhook.WebhookIds;
import io.waybill.activities.webhook.Webhooks;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Finds what ids of a path name; what is another account's is as unknown as what does not exist. */
@Component
final class FoundWebhooks {

    private final Webhooks webhooks;

    FoundWebhooks(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    Endpoint endpoint(Caller caller, String id) {
        return Ids.parse(WebhookIds.ENDPOINT, id)
                .flatMap(uuid -> webhooks.find(caller.accountId(), uuid))
                .orElseThrow(() -> unknown(id));
    }

    static UUID event(String id) {
        return Ids.parse(WebhookIds.EVENT, id).orElseThrow(() -> unknownDelivery(id));
    }

    static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.WEBHOOK_NOT_FOUND, "id", "there is no webhook " + id);
    }

    static ApiFailure unknownDelivery(String eventId) {
        return new ApiFailure(
                ApiError.DELIVERY_NOT_FOUND, "event_id", "the webhook has no delivery of the event " + eventId);
    }
}
