package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchInput.Reopening;
import io.waybill.workflows.batch.BatchInput.Resumption;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchWorkflow;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.ShardInput;
import io.waybill.workflows.batch.Steered;
import io.waybill.workflows.batch.Submission;

/**
 * Prepare, hold, run (and settle), assemble, attest, close.
 *
 * <p>Everything runs in a detached scope, and only what may be interrupted in a scope that {@link EarlyEnd} cancels: to
 * validate, and to run items. To hold, settle, sweep and close are never interrupted, so that money is never in doubt;
 * Temporal's own cancellation and the end of the completion window take the same way as {@link #cancel}.
 *
 * <p>Receivers of webhooks are told by workflows of their own, which start from rows that close writes. All items have
 * ended and their money is settled when {@code attest} begins, so that one that cannot finish holds none.
 */
public final class BatchWorkflowImpl implements BatchWorkflow {

    private final BatchInput input;
    private final Steps steps;
    private final ClientAnswer client;
    private final EarlyEnd earlyEnd;
    private final Standing standing;
    private final Steering steering;
    private final Intake intake;
    private final Beginning beginning;
    private final Ending ending;

    /** Called by Temporal before anything else of the workflow, updates included. */
    @WorkflowInit
    public BatchWorkflowImpl(BatchInput input) {
        this.input = requireNonNull(input, "input");
        Nanos money = Nanos.of(input.currency());
        this.steps = new Steps(input.batchId(), input.accountId(), input.lane(), money);
        this.client = new ClientAnswer(input);
        this.earlyEnd = new EarlyEnd(input.batchId());
        Resumption resumption = input.resumption();
        var display = new Display(input.lane(), Steering.stateAt(resumption), money);
        this.standing = new Standing(display, earlyEnd);
        this.steering = new Steering(input, steps, display, earlyEnd, standing::changed);
        this.intake = new Intake(input, steps, steering, standing::grown);
        this.ending = new Ending(input.batchId(), steps, client, display, earlyEnd, steering, standing);
        this.beginning = new Beginning(input, money, steps, client, display, earlyEnd, standing, ending);
        if (resumption != null) {
            standing.paid(true);
            standing.planned(resumption.prepared());
            display.model(resumption.prepared().modelLabel());
            standing.reached(resumption.progress());
        }
    }

    @Override
    public BatchProgress run(BatchInput same) {
        CancellationScope.current().getCancellationRequest().thenApply(reason -> {
            earlyEnd.ask(Stop.Kind.CANCELLED, reason);
            return null;
        });
        Workflow.newDetachedCancellationScope(this::live).run();
        return standing.progress();
    }

    @Override
    public Submission submit() {
        return client.await();
    }

    @Override
    public BatchProgress cancel(String reason) {
        earlyEnd.ask(Stop.Kind.CANCELLED, reason);
        Workflow.newDetachedCancellationScope(() -> Workflow.await(ending::isCancelled))
                .run();
        return standing.progress();
    }

    @Override
    public Steered pause() {
        return steering.pause("by the client");
    }

    @Override
    public void validatePause() {
        steering.requireRuns("paused");
    }

    @Override
    public Steered resume() {
        return steering.resume();
    }

    @Override
    public void validateResume() {
        steering.requireRuns("resumed");
    }

    @Override
    public Steered reprioritise(Lane lane) {
        return steering.reprioritise(lane);
    }

    @Override
    public void validateReprioritise(Lane lane) {
        steering.requireOpen("reprioritised");
    }

    @Override
    public AddedItems add(AddItems request) {
        return intake.add(request);
    }

    @Override
    public void validateAdd(AddItems request) {
        intake.requireOpen();
    }

    @Override
    public Steered seal() {
        return intake.seal();
    }

    @Override
    public void validateSeal() {
        intake.requireSealable();
    }

    @Override
    public BatchProgress progress() {
        return standing.progress();
    }

    private void live() {
        earlyEnd.askAt(input.expiresAt());
        Reopening reopening = input.reopening();
        if (reopening != null) {
            reopen(reopening);
        } else if (input.resumption() != null || beginning.mayRun()) {
            runItems();
        }
        if (!ending.isOver()) {
            Stop early = earlyEnd.stop();
            if (early == null) {
                ending.complete();
            } else {
                ending.wind(early);
            }
        }
        Workflow.await(Workflow::isEveryHandlerFinished);
    }

    /** Nothing more runs; what has ended stays, the rest is released. */
    private void reopen(Reopening reopening) {
        standing.reached(steps.count().get());
        standing.paid(reopening.held());
        if (!reopening.finalizing()) {
            earlyEnd.ask(Stop.Kind.CANCELLED, reopening.reason());
        }
    }

    private void runItems() {
        PreparedBatch plan = standing.knownPlan();
        standing.changed();
        if (intake.isTaking()) {
            runShards(plan);
        } else if (plan.chunks() > 0 && plan.shards() == 1) {
            var loop = new RunLoop(
                    new ShardInput(input.batchId(), input.accountId(), input.lane(), 0, 0, input.currency(), false)
                            .on(steering.course()),
                    steps,
                    standing.progress(),
                    standing::changed);
            loop.take(plan.firstPage());
            run(loop, plan);
        } else if (plan.chunks() > 0) {
            runShards(plan);
        }
    }

    private void runShards(PreparedBatch plan) {
        Resumption resumption = input.resumption();
        int next = resumption == null ? 0 : resumption.nextShard();
        var fleet = new ShardFleet(
                input, plan, intake.isOpen(), steps, steering.course(), next, standing.progress(), standing::changed);
        intake.feeds(fleet);
        run(fleet, plan);
        continueWith(fleet);
        if (!earlyEnd.isAsked()) {
            standing.reached(steps.count().get());
        }
    }

    private void run(ItemsRun run, PreparedBatch plan) {
        standing.runs(run, steering::watch);
        steering.runs(run, plan);
        earlyEnd.interrupts(run::run);
    }

    /** Between shards, when this run has had its share of them: goes on in a new run with an empty history. */
    private void continueWith(ShardFleet fleet) {
        if (earlyEnd.isAsked() || fleet.isOver()) {
            return;
        }
        Workflow.await(() -> Workflow.isEveryHandlerFinished() || earlyEnd.isAsked());
        if (!earlyEnd.isAsked()) {
            Workflow.continueAsNew(input.resuming(
                    new Resumption(
                            standing.knownPlan().withoutPage(),
                            fleet.progress(),
                            fleet.next(),
                            steering.reason(),
                            !intake.isOpen()),
                    steering.course().lane()));
        }
    }
}
