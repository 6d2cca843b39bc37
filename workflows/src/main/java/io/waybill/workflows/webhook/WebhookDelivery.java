package io.waybill.workflows.webhook;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Brings one event to one receiver: attempts, and durable waits between them. Its id is made of the event's, the
 * endpoint's and the round, so that a delivery has at most one workflow.
 */
@WorkflowInterface
public interface WebhookDelivery {

    /** Ends when the receiver has the event, or nobody will try again. */
    @WorkflowMethod
    AttemptedWebhook deliver(DeliverWebhook delivery);
}
