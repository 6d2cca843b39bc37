package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchInput.Reopening;
import io.waybill.workflows.batch.BatchInput.Resumption;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.BatchWorkflow;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedAndHeld;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.ShardInput;
import io.waybill.workflows.batch.Steered;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

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

    private static final Logger LOGGER = Workflow.getLogger(BatchWorkflowImpl.class);

    /** The files of so many items are made in less time than a step of their own takes. */
    private static final int ITEMS_AT_ONCE_MAX = 1_000;

    private final BatchInput input;
    private final Nanos money;
    private final Steps steps;
    private final ClientAnswer client;
    private final Display display;
    private final EarlyEnd earlyEnd;
    private final Steering steering;
    private final Intake intake;

    private BatchProgress progress = BatchProgress.none();
    private boolean paid;
    private boolean cancelling;
    private boolean over;
    private @Nullable PreparedBatch prepared; // null until the items are known
    private @Nullable HeldBatch hold; // null until asked for, and where that was done apart from preparing
    private @Nullable ItemsRun items; // null before items run

    /** Called by Temporal before anything else of the workflow, updates included. */
    @WorkflowInit
    public BatchWorkflowImpl(BatchInput input) {
        this.input = requireNonNull(input, "input");
        this.money = Nanos.of(input.currency());
        this.steps = new Steps(input.batchId(), input.accountId(), input.lane(), money);
        this.client = new ClientAnswer(input);
        this.earlyEnd = new EarlyEnd(input.batchId());
        Resumption resumption = input.resumption();
        this.display = new Display(input.lane(), Steering.stateAt(resumption), money);
        this.steering = new Steering(input, steps, display, earlyEnd, this::changed);
        this.intake = new Intake(input, steps, steering, this::grow);
        if (resumption != null) {
            paid = true;
            prepared = resumption.prepared();
            display.model(resumption.prepared().modelLabel());
            progress = resumption.progress();
        }
    }

    @Override
    public BatchProgress run(BatchInput same) {
        CancellationScope.current().getCancellationRequest().thenApply(reason -> {
            earlyEnd.ask(Stop.Kind.CANCELLED, reason);
            return null;
        });
        Workflow.newDetachedCancellationScope(this::live).run();
        return progress;
    }

    @Override
    public Submission submit() {
        return client.await();
    }

    @Override
    public BatchProgress cancel(String reason) {
        earlyEnd.ask(Stop.Kind.CANCELLED, reason);
        Workflow.newDetachedCancellationScope(() -> Workflow.await(() -> cancelling || over))
                .run();
        return progress;
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
        return progress;
    }

    private void live() {
        earlyEnd.askAt(input.expiresAt());
        Reopening reopening = input.reopening();
        if (reopening != null) {
            reopen(reopening);
        } else if (input.resumption() != null || mayRun()) {
            runItems();
        }
        if (!over) {
            Stop early = earlyEnd.stop();
            if (early == null) {
                complete();
            } else {
                wind(early);
            }
        }
        over = true;
        Workflow.await(Workflow::isEveryHandlerFinished);
    }

    /** Nothing more runs; what has ended stays, the rest is released. */
    private void reopen(Reopening reopening) {
        progress = steps.count().get();
        paid = reopening.held();
        if (!reopening.finalizing()) {
            earlyEnd.ask(Stop.Kind.CANCELLED, reopening.reason());
        }
    }

    /** {@return whether items may run: they are valid and paid for, and nobody has ended the batch} */
    private boolean mayRun() {
        try {
            prepare();
            return prepared != null
                    && isAccepted(prepared)
                    && (hold != null || !earlyEnd.isAsked())
                    && isPaid(prepared)
                    && !earlyEnd.isAsked();
        } catch (ActivityFailure failure) {
            if (!earlyEnd.isAsked()) {
                // The steps repeat whatever may pass, so this is a contradiction, such as a batch that was closed by
                // hand.
                LOGGER.atError()
                        .addKeyValue("batch", input.batchId())
                        .addKeyValue("error", String.valueOf(failure.getCause()))
                        .log("batch could not begin");
                fail("internal_error", "the batch could not begin", Verdict.invalid, 0, 0);
            }
            return false;
        }
    }

    /** Leaves {@link #prepared} null where the batch was ended before its items were known. */
    private void prepare() {
        if (!earlyEnd.isAsked()) {
            earlyEnd.interrupts(() -> {
                if (input.inline()) {
                    display.pass(BatchState.validating);
                    changed();
                    PreparedAndHeld both = steps.prepareAndHold();
                    hold = both.hold();
                    prepared = both.plan();
                } else {
                    enter(BatchState.validating);
                    prepared = steps.prepare();
                }
            });
        }
    }

    private boolean isAccepted(PreparedBatch plan) {
        if (plan.rejected()) {
            fail("invalid_batch", plan.reason(), Verdict.invalid, 0, 0);
        }
        return !plan.rejected();
    }

    private boolean isPaid(PreparedBatch plan) {
        HeldBatch held = hold == null ? steps.hold(plan.priceNanos(), plan.items() - plan.invalid()) : hold;
        Refusal refusal = Refusal.of(held, money);
        if (refusal != null) {
            fail(refusal.code(), refusal.message(), refusal.verdict(), held.requiredNanos(), held.availableNanos());
            return false;
        }
        paid = true;
        progress = BatchProgress.held(plan.items(), plan.invalid(), plan.priceNanos());
        client.give(new Submission(Verdict.held, held.requiredNanos(), held.availableNanos()));
        enter(BatchState.in_progress);
        return true;
    }

    private void runItems() {
        PreparedBatch plan = requireNonNull(prepared, "prepared");
        changed();
        if (intake.isTaking()) {
            runShards(plan);
        } else if (plan.chunks() > 0 && plan.shards() == 1) {
            var loop = new RunLoop(
                    new ShardInput(input.batchId(), input.accountId(), input.lane(), 0, 0, input.currency(), false)
                            .on(steering.course()),
                    steps,
                    progress,
                    this::changed);
            loop.take(plan.firstPage());
            run(loop, plan);
        } else if (plan.chunks() > 0) {
            runShards(plan);
        }
    }

    private void runShards(PreparedBatch plan) {
        Resumption resumption = input.resumption();
        int next = resumption == null ? 0 : resumption.nextShard();
        var fleet =
                new ShardFleet(input, plan, intake.isOpen(), steps, steering.course(), next, progress, this::changed);
        intake.feeds(fleet);
        run(fleet, plan);
        continueWith(fleet);
        if (!earlyEnd.isAsked()) {
            progress = steps.count().get();
        }
    }

    private void run(ItemsRun run, PreparedBatch plan) {
        items = run;
        steering.runs(run, plan);
        earlyEnd.interrupts(run::run);
    }

    private void grow(AddedItems addition) {
        prepared = requireNonNull(prepared, "prepared").grown(addition);
        display.model(prepared.modelLabel());
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
                            requireNonNull(prepared, "prepared").withoutPage(),
                            fleet.progress(),
                            fleet.next(),
                            steering.reason(),
                            !intake.isOpen()),
                    steering.course().lane()));
        }
    }

    private void complete() {
        earlyEnd.preclude();
        steering.close();
        if (progress.pending() > 0) {
            // Where nothing had to run no step has told of the items that others answered.
            progress = steps.count().get();
        }
        if (progress.pending() > 0) {
            // Cannot happen as long as the steps keep their contracts; if it does, the client gets the money back.
            LOGGER.atError()
                    .addKeyValue("batch", input.batchId())
                    .addKeyValue("items", progress.pending())
                    .log("items were left over");
            progress = steps.sweep(ItemState.cancelled, size());
        }
        if (size() <= ITEMS_AT_ONCE_MAX) {
            ended(BatchState.completed, steps.assembleAndClose(size()));
            return;
        }
        progress = steps.enter(BatchState.finalizing);
        enter(BatchState.finalizing);
        steps.assemble(size());
        steps.attest(size());
        close(BatchState.completed, null, null);
    }

    /** Ends a batch early: what has ended is settled, the rest is released. */
    private void wind(Stop early) {
        steering.close();
        display.note(early.text());
        if (early.kind() == Stop.Kind.CANCELLED) {
            progress = steps.enter(BatchState.cancelling);
            enter(BatchState.cancelling);
            cancelling = true;
        }
        if (paid) {
            if (items != null) {
                items.drain();
            }
            progress = steps.sweep(early.kind().items(), size());
            changed();
            steps.assemble(size());
            steps.attest(size());
        }
        client.give(new Submission(Verdict.ended, 0, 0));
        close(early.kind().batch(), null, null);
        if (!paid) {
            attestWhatNeverRan();
        }
    }

    private void fail(String code, String message, Verdict verdict, long requiredNanos, long availableNanos) {
        earlyEnd.preclude();
        steering.close();
        display.note(message);
        close(BatchState.failed, code, message);
        client.give(new Submission(verdict, requiredNanos, availableNanos));
        attestWhatNeverRan();
    }

    /** Items that closing itself has ended: those of a batch that was never paid for, which may have none. */
    private void attestWhatNeverRan() {
        if (size() > 0) {
            steps.attest(size());
        }
    }

    private void close(BatchState terminal, @Nullable String code, @Nullable String message) {
        ended(terminal, steps.close(terminal, code, message, size()));
    }

    private void ended(BatchState terminal, BatchProgress last) {
        progress = last;
        enter(terminal);
        over = true;
        LOGGER.atInfo()
                .addKeyValue("batch", input.batchId())
                .addKeyValue("state", terminal)
                .addKeyValue("succeeded", progress.succeeded())
                .addKeyValue("failed", progress.failed())
                .log("batch ended");
    }

    /** Tells operators; the row's state is written by the steps. */
    private void enter(BatchState next) {
        if (prepared != null) {
            display.model(prepared.modelLabel());
        }
        display.enter(next, prepared != null);
        changed();
    }

    private void changed() {
        ItemsRun running = items;
        if (running != null && earlyEnd.isPossible() && !earlyEnd.isAsked()) {
            progress = running.progress();
            steering.watch(progress);
        }
        display.show(progress, running == null ? "" : running.activity());
    }

    private long size() {
        return prepared == null ? progress.items() : Math.max(prepared.items(), progress.items());
    }
}
