package io.waybill.activities.webhook;

import io.temporal.client.WorkflowClient;
import io.waybill.workflows.webhook.WebhookActivities;

/** Delivering events, for the worker. */
public interface Dispatch {

    /** {@return the activities} */
    WebhookActivities activities();

    /** {@return attempts at a time of this process} */
    int attempts();

    /** Begins to start workflows for what is pending, until {@link #stop}. */
    void start(WorkflowClient client);

    /** Starts no more of them. */
    void stop();
}
