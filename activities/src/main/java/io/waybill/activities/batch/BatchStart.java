package io.waybill.activities.batch;

import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.Priority;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.wire.SearchAttributes;
import io.waybill.workflows.wire.TaskQueues;

/** How a batch's workflow is started: the same, whoever does it. */
public final class BatchStart {

    private BatchStart() {}

    /**
     * {@return the options of the first workflow of a batch, which joins one that runs already}
     *
     * @param summary a line for the Temporal UI
     */
    public static WorkflowOptions first(BatchInput input, String summary) {
        return options(input, summary)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .build();
    }

    /** {@return the options of a workflow of a batch that may have had one, which does not run any more} */
    public static WorkflowOptions again(BatchInput input, String summary) {
        return options(input, summary)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
                .build();
    }

    private static WorkflowOptions.Builder options(BatchInput input, String summary) {
        return WorkflowOptions.newBuilder()
                .setWorkflowId(input.batchId())
                .setTaskQueue(TaskQueues.BATCHES)
                .setStaticSummary(summary)
                .setTypedSearchAttributes(io.temporal.common.SearchAttributes.newBuilder()
                        .set(SearchAttributes.ACCOUNT, input.accountId())
                        .set(SearchAttributes.STATE, BatchState.pending.name())
                        .set(SearchAttributes.LANE, input.lane().name())
                        .build())
                .setPriority(Priority.newBuilder()
                        .setPriorityKey(input.lane().priorityKey())
                        .setFairnessKey(input.accountId())
                        .build());
    }
}
