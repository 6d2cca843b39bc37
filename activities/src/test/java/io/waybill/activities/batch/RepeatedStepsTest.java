package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.failure.ApplicationFailure;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.AssembledBatch;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import io.waybill.workflows.batch.SweepBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each step twice, and by several attempts at once. */
class RepeatedStepsTest {

    private static final int ATTEMPTS = 4;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private BatchWorld world;
    private UUID account;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        account = world.account();
    }

    @Test
    void answersTheSameToEachStepOfSeveralAttempts() throws Exception {
        String batch = world.submit(account, true, BatchWorld.lines(700) + "bad\n" + BatchWorld.line("item-3", "x"));

        List<PreparedBatch> plans = atOnce(() -> world.prepare(batch));
        List<HeldBatch> holds = atOnce(() -> world.hold(batch));
        List<SettleChunks.Ended> ended = new ArrayList<>();
        for (ChunkRef chunk : world.chunks(batch, plans.getFirst())) {
            ended.add(world.inference(batch).run(chunk, 0, _ -> true, index -> index % 100 == 0));
        }
        List<BatchProgress> settled = atOnce(() -> world.steps().settle(new SettleChunks(batch, ended)));
        world.steps().enter(new EnterState(batch, BatchState.finalizing));
        List<AssembledBatch> files = atOnce(() -> world.steps().assemble(batch));
        List<BatchProgress> closed =
                atOnce(() -> world.steps().close(new CloseBatch(batch, BatchState.completed, null, null)));

        assertThat(plans).containsOnly(plans.getFirst());
        assertThat(plans.getFirst().items()).isEqualTo(702);
        assertThat(plans.getFirst().invalid()).isEqualTo(2);
        assertThat(holds).allMatch(HeldBatch::held);
        assertThat(settled).containsOnly(settled.getFirst());
        assertThat(settled.getFirst().succeeded()).isEqualTo(693);
        assertThat(files)
                .containsOnly(new AssembledBatch(
                        files.getFirst().outputFileId(), files.getFirst().errorFileId(), 693, 9));
        assertThat(closed).containsOnly(closed.getFirst());
        assertThat(world.output(batch)).hasSize(693);
        assertThat(world.errors(batch)).hasSize(9);
    }

    @RepeatedTest(3)
    void endsEachItemOnceWhereSettlesMeetASweep() throws Exception {
        String batch = world.submit(account, false, BatchWorld.lines(40));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        List<Callable<BatchProgress>> steps = new ArrayList<>();
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            SettleChunks.Ended ended = world.inference(batch).run(chunk);
            steps.add(() -> world.steps().settle(new SettleChunks(batch, List.of(ended))));
        }
        steps.add(() -> world.steps().sweep(new SweepBatch(batch, ItemState.cancelled)));
        Collections.shuffle(steps);

        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        run(steps);
        world.steps().assemble(batch);
        BatchProgress progress = world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));

        assertThat(progress.succeeded() + progress.cancelled()).isEqualTo(40);
        assertThat(progress.capturedNanos()).isEqualTo(progress.succeeded() * BatchWorld.ITEM_NANOS);
        assertThat(progress.releasedNanos()).isEqualTo(progress.cancelled() * BatchWorld.ITEM_NANOS);
    }

    @Test
    void leavesABatchAsItIsWhereAMoveIsNotAllowed() {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        world.prepare(batch);
        world.hold(batch);

        world.steps().close(new CloseBatch(batch, BatchState.completed, null, null));
        world.steps().enter(new EnterState(batch, BatchState.validating));

        assertThat(world.batch(batch).state()).isEqualTo(BatchState.in_progress);
        assertThat(world.batch(batch).progress().pending()).isEqualTo(1);
    }

    @Test
    void preparesNothingForABatchThatIsBeingCancelled() {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        world.steps().enter(new EnterState(batch, BatchState.cancelling));

        assertThatThrownBy(() -> world.prepare(batch))
                .isInstanceOf(ApplicationFailure.class)
                .hasMessageContaining("the batch is cancelling");
    }

    @Test
    void refusesAnOutcomeThatIsNotThere() {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        world.prepare(batch);
        world.hold(batch);
        var lost = new SettleChunks.Ended(0, 7, 10, 0, 200, "0".repeat(64), "host:1");

        assertThatThrownBy(() -> world.settle(batch, lost))
                .isInstanceOfSatisfying(ApplicationFailure.class, failure -> {
                    assertThat(failure.isNonRetryable()).isTrue();
                    assertThat(failure.getType()).isEqualTo("OUTCOME_LOST");
                });
    }

    @Test
    void refusesAnOutcomeOfAnotherChunk() {
        String batch = world.submit(account, false, BatchWorld.lines(2));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        ChunkRef other = plan.firstPage().chunks().get(1);
        SettleChunks.Ended wrong = world.inference(batch).runAs(0, 3, other);

        assertThatThrownBy(() -> world.settle(batch, wrong)).hasMessageContaining("has item 1, chunk 0 has 1 lines");
    }

    private static <T> List<T> atOnce(Callable<T> step) throws Exception {
        return run(Collections.nCopies(ATTEMPTS, step));
    }

    private static <T> List<T> run(List<Callable<T>> steps) throws Exception {
        var begin = new CyclicBarrier(steps.size());
        List<T> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> step : steps) {
                running.add(threads.submit(() -> {
                    begin.await();
                    return step.call();
                }));
            }
            for (Future<T> answer : running) {
                answers.add(answer.get());
            }
        }
        return answers;
    }
}
