package io.waybill.activities.webhook;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowOptions;
import io.waybill.workflows.webhook.DeliverWebhook;
import io.waybill.workflows.webhook.WebhookDelivery;
import io.waybill.workflows.wire.TaskQueues;
import java.util.Optional;

/** Starts workflows of deliveries; each at most once, because their ids are those of event and endpoint. */
final class DeliveryStarts {

    private final WorkflowClient client;

    DeliveryStarts(WorkflowClient client) {
        this.client = client;
    }

    /** {@return empty where it runs now; how it ended where it had run before} */
    Optional<WorkflowExecutionStatus> start(DueRow row) {
        DeliverWebhook delivery = row.toDelivery();
        WebhookDelivery workflow = client.newWorkflowStub(
                WebhookDelivery.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(row.workflowId())
                        .setTaskQueue(TaskQueues.WEBHOOKS)
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setStaticSummary(delivery.type() + " to " + delivery.receiver())
                        .setStaticDetails("event " + delivery.eventId() + ", endpoint " + delivery.endpointId()
                                + (row.round() == 0 ? "" : ", redelivery " + row.round()))
                        .build());
        try {
            WorkflowClient.start(workflow::deliver, delivery);
            return Optional.empty();
        } catch (WorkflowExecutionAlreadyStarted _) {
            return ended(row);
        }
    }

    private Optional<WorkflowExecutionStatus> ended(DueRow row) {
        WorkflowExecutionStatus status =
                client.newUntypedWorkflowStub(row.workflowId()).describe().getStatus();
        return switch (status) {
            case WORKFLOW_EXECUTION_STATUS_RUNNING,
                    WORKFLOW_EXECUTION_STATUS_PAUSED,
                    WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
                    WORKFLOW_EXECUTION_STATUS_UNSPECIFIED,
                    UNRECOGNIZED -> Optional.empty();
            case WORKFLOW_EXECUTION_STATUS_COMPLETED,
                    WORKFLOW_EXECUTION_STATUS_FAILED,
                    WORKFLOW_EXECUTION_STATUS_CANCELED,
                    WORKFLOW_EXECUTION_STATUS_TERMINATED,
                    WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> Optional.of(status);
        };
    }
}
