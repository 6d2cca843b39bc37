package io.waybill.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import io.waybill.workflows.webhook.AttemptedWebhook;
import io.waybill.workflows.webhook.DeliverWebhook;
import io.waybill.workflows.webhook.WebhookActivities;
import io.waybill.workflows.webhook.WebhookDelivery;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;
import java.time.Instant;

/** An activity for each attempt, a timer between two; the last attempt and the next time stand in the details. */
public final class WebhookDeliveryImpl implements WebhookDelivery {

    /** Postponed deliveries may come by often; their history begins anew after so many steps. */
    private static final int STEPS_MAX = 200;

    /** Called by Temporal. */
    public WebhookDeliveryImpl() {}

    @Override
    public AttemptedWebhook deliver(DeliverWebhook delivery) {
        DeliverWebhook now = delivery;
        for (int step = 0; step < STEPS_MAX; step++) {
            AttemptedWebhook last = activity(now).attempt(now);
            now = now.after(last.attempts());
            switch (last.verdict()) {
                case delivered, dead, superseded -> {
                    Workflow.setCurrentDetails(
                            last.verdict() + " after " + last.attempts() + " attempts: " + last.note());
                    return last;
                }
                case retry, postponed -> {
                    Duration delay = Duration.ofMillis(last.delayMillis());
                    Instant next = Instant.ofEpochMilli(Workflow.currentTimeMillis() + last.delayMillis());
                    Workflow.setCurrentDetails("attempt " + last.attempts() + ": " + last.note() + "  \nnext at " + next
                            + " (" + last.verdict() + ")");
                    Workflow.sleep(delay);
                }
            }
        }
        return Workflow.newContinueAsNewStub(WebhookDelivery.class).deliver(now);
    }

    private static WebhookActivities activity(DeliverWebhook delivery) {
        return Workflow.newActivityStub(
                WebhookActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.WEBHOOKS)
                        .setSummary("attempt " + (delivery.attempts() + 1) + ": " + delivery.type() + " to "
                                + delivery.receiver())
                        // The longest call of a receiver is 30 s; a worker that died is noticed after this.
                        .setStartToCloseTimeout(Duration.ofSeconds(45))
                        // Only the database can fail it: until it is back. What receivers do is an answer.
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(1))
                                .setMaximumInterval(Duration.ofSeconds(30))
                                .build())
                        .build());
    }
}
