package io.waybill.activities.reconcile;

import static java.util.Objects.requireNonNull;

import io.temporal.activity.Activity;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.waybill.activities.batch.BatchStart;
import io.waybill.activities.id.Ids;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchInput.Reopening;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.BatchWorkflow;
import io.waybill.workflows.reconcile.ReconcileActivities;
import io.waybill.workflows.reconcile.Reconciled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Temporal about each open batch; the batch's own workflow does whatever follows. Thread-safe. */
final class Reconciler implements ReconcileActivities {

    private static final Logger LOGGER = LoggerFactory.getLogger(Reconciler.class);

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /** Batches between two heartbeats: an answer takes some milliseconds. */
    private static final int PAGE = 200;

    private final OpenBatchMapper batches;
    private final WorkflowClient client;
    private final Duration age;
    private final Clock clock;

    Reconciler(OpenBatchMapper batches, WorkflowClient client, Duration age, Clock clock) {
        this.batches = requireNonNull(batches, "batches");
        this.client = requireNonNull(client, "client");
        this.age = requireNonNull(age, "age");
        this.clock = requireNonNull(clock, "clock");
    }

    @Override
    public Reconciled reconcile() {
        Instant before = clock.instant().minus(age);
        var sum = new Reconciled(0, 0, 0);
        UUID after = BEFORE_ALL;
        while (true) {
            List<OpenBatchRow> page = batches.page(after, before, PAGE);
            for (OpenBatchRow batch : page) {
                sum = sum.plus(look(batch));
            }
            Activity.getExecutionContext().heartbeat(sum);
            if (page.size() < PAGE) {
                return sum;
            }
            after = page.getLast().id();
        }
    }

    private Reconciled look(OpenBatchRow batch) {
        String id = Ids.render(Ids.BATCH, batch.id());
        Optional<WorkflowExecutionStatus> status = status(id);
        if (status.isEmpty()) {
            return begin(first(batch, id), batch) ? new Reconciled(1, 1, 0) : new Reconciled(1, 0, 0);
        }
        return switch (status.get()) {
            case WORKFLOW_EXECUTION_STATUS_RUNNING,
                    WORKFLOW_EXECUTION_STATUS_PAUSED,
                    WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW,
                    WORKFLOW_EXECUTION_STATUS_UNSPECIFIED,
                    UNRECOGNIZED -> new Reconciled(1, 0, 0);
            case WORKFLOW_EXECUTION_STATUS_COMPLETED,
                    WORKFLOW_EXECUTION_STATUS_FAILED,
                    WORKFLOW_EXECUTION_STATUS_CANCELED,
                    WORKFLOW_EXECUTION_STATUS_TERMINATED,
                    WORKFLOW_EXECUTION_STATUS_TIMED_OUT ->
                begin(end(batch, id, status.get()), batch) ? new Reconciled(1, 0, 1) : new Reconciled(1, 0, 0);
        };
    }

    /** {@return what became of the batch's last workflow, or empty where it has none} */
    private Optional<WorkflowExecutionStatus> status(String id) {
        try {
            return Optional.of(client.newUntypedWorkflowStub(id).describe().getStatus());
        } catch (WorkflowNotFoundException _) {
            return Optional.empty();
        }
    }

    private static BatchInput first(OpenBatchRow batch, String id) {
        BatchInput input = BatchInput.first(
                id, batch.accountId().toString(), batch.lane(), batch.inline(), batch.expiresAt(), batch.currency());
        return batch.open() ? input.opened() : input;
    }

    private static BatchInput end(OpenBatchRow batch, String id, WorkflowExecutionStatus status) {
        String how = status.name().replace("WORKFLOW_EXECUTION_STATUS_", "").toLowerCase(java.util.Locale.ROOT);
        return first(batch, id)
                .reopened(new Reopening(
                        batch.held(),
                        batch.state() == BatchState.finalizing,
                        "its workflow had " + how + " before the batch ended"));
    }

    /** {@return whether the workflow began; not where somebody else was faster} */
    private boolean begin(BatchInput input, OpenBatchRow batch) {
        String what =
                input.reopening() == null ? "no workflow was found, begins again" : "closed after its workflow ended";
        try {
            WorkflowClient.start(
                    client.newWorkflowStub(BatchWorkflow.class, BatchStart.again(input, what))::run, input);
        } catch (WorkflowExecutionAlreadyStarted _) {
            return false;
        }
        LOGGER.atWarn()
                .addKeyValue("batch", input.batchId())
                .addKeyValue("account", batch.accountId())
                .addKeyValue("state", batch.state())
                .log(what);
        return true;
    }
}
