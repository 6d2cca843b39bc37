package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.Course;
import io.waybill.workflows.batch.ShardInput;
import io.waybill.workflows.batch.ShardWorkflow;
import io.waybill.workflows.wire.SearchAttributes;

/** Runs one shard. Cancelled, it stops its runs, settles what had ended and answers as if it had finished. */
public final class ShardWorkflowImpl implements ShardWorkflow {

    private final ShardInput input;
    private final RunLoop loop;
    private Course course;

    /** Called by Temporal before anything else of the workflow. */
    @WorkflowInit
    public ShardWorkflowImpl(ShardInput input) {
        this.input = requireNonNull(input, "input");
        this.course = new Course(input.paused(), input.lane());
        var steps = new Steps(input.batchId(), input.accountId(), input.lane(), Nanos.of(input.currency()));
        this.loop = new RunLoop(input, steps, BatchProgress.none(), this::showDetails);
    }

    @Override
    public BatchProgress run(ShardInput same) {
        CancellationScope chunks = Workflow.newCancellationScope(loop::run);
        try {
            chunks.run();
        } catch (CanceledFailure _) {
            Workflow.newDetachedCancellationScope(loop::drain).run();
        }
        return loop.progress();
    }

    @Override
    public void steer(Course next) {
        boolean moved = next.lane() != course.lane();
        course = next;
        loop.steer(next);
        if (moved) {
            Workflow.upsertTypedSearchAttributes(
                    SearchAttributes.LANE.valueSet(next.lane().name()));
        }
        showDetails();
    }

    private void showDetails() {
        Workflow.setCurrentDetails(Details.ofShard(
                input.shard(),
                course.lane(),
                loop.progress(),
                Nanos.of(input.currency()),
                (course.paused() ? "paused; " : "") + loop.activity()));
    }
}
