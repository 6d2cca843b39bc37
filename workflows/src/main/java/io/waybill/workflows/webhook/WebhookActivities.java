package io.waybill.workflows.webhook;

import io.temporal.activity.ActivityInterface;

/** The one step of {@link WebhookDelivery}, on queue {@code webhooks}. */
@ActivityInterface
public interface WebhookActivities {

    /**
     * Sends the event once and records what came of it. An attempt that is recorded is not made again; one that was cut
     * off is, with the same {@code webhook-id}, so a receiver may get an event more than once.
     */
    AttemptedWebhook attempt(DeliverWebhook delivery);
}
