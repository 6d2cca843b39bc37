package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.AbandonItems;
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
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchStepsTest {

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
    void runsAFileFromItsLinesToItsOutput() {
        String batch = world.submit(account, false, BatchWorld.lines(3));

        PreparedBatch plan = world.prepare(batch);
        HeldBatch held = world.hold(batch);
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk));
        }
        world.complete(batch);

        assertThat(plan.items()).isEqualTo(3);
        assertThat(plan.chunks()).isEqualTo(3);
        assertThat(plan.firstPage().chunks()).hasSize(3);
        assertThat(plan.modelLabel()).isEqualTo("echo");
        assertThat(held.held()).isTrue();
        Batch ended = world.batch(batch);
        assertThat(ended.state()).isEqualTo(BatchState.completed);
        assertThat(ended.progress().capturedNanos()).isEqualTo(3 * BatchWorld.ITEM_NANOS);
        assertThat(ended.errorFileId()).isNull();
        assertThat(world.output(batch))
                .containsExactly(
                        "{\"custom_id\":\"item-0\",\"index\":0,\"done\":true}",
                        "{\"custom_id\":\"item-1\",\"index\":1,\"done\":true}",
                        "{\"custom_id\":\"item-2\",\"index\":2,\"done\":true}");
    }

    @Test
    void releasesTheMoneyOfItemsThatFail() {
        String batch = world.submit(account, false, BatchWorld.lines(600));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);

        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk, 0, _ -> true, index -> index % 10 == 3));
        }
        world.complete(batch);

        BatchProgress progress = world.batch(batch).progress();
        assertThat(plan.chunks()).isEqualTo(10);
        assertThat(progress.succeeded()).isEqualTo(540);
        assertThat(progress.failed()).isEqualTo(60);
        assertThat(progress.errors()).containsEntry("engine_error", 60L);
        assertThat(progress.capturedNanos()).isEqualTo(540 * BatchWorld.ITEM_NANOS);
        assertThat(progress.releasedNanos()).isEqualTo(60 * BatchWorld.ITEM_NANOS);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account).heldNanos()).isZero();
        assertThat(world.output(batch)).hasSize(540);
        assertThat(world.errors(batch)).hasSize(60).first().asString().contains("\"index\":3");
    }

    @Test
    void cutsAChunkAroundTheItemsOfItsLaterRuns() {
        String batch = world.submit(account, false, BatchWorld.lines(600));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            FakeInference inference = world.inference(batch);
            world.settle(batch, inference.run(chunk, 1, index -> index % 7 == 0, _ -> false));
            world.settle(batch, inference.run(chunk, 0, _ -> true, _ -> false));
        }

        world.complete(batch);

        List<String> expected = IntStream.range(0, 600)
                .mapToObj(i -> "{\"custom_id\":\"item-" + i + "\",\"index\":" + i + ",\"done\":true}")
                .toList();
        assertThat(world.output(batch)).isEqualTo(expected);
    }

    @Test
    void putsTheErrorsOfBadLinesBetweenThoseOfWorkers() {
        String lines = BatchWorld.line("a", "one") + "\nnot json\n" + BatchWorld.line("b", "two") + "\n"
                + BatchWorld.line("a", "three") + "\n" + BatchWorld.line("c", "four");
        String batch = world.submit(account, true, lines);
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk, 0, _ -> true, index -> index >= 2));
        }

        world.complete(batch);

        assertThat(plan.invalid()).isEqualTo(2);
        assertThat(world.output(batch)).hasSize(1);
        List<String> errors = world.errors(batch);
        assertThat(errors).hasSize(4);
        assertThat(errors.get(0)).contains("\"custom_id\":null", "\"invalid_json\"", "\"line\":2");
        assertThat(errors.get(1)).contains("\"index\":2");
        assertThat(errors.get(2))
                .contains("\"custom_id\":\"a\"", "\"duplicate_custom_id\"", "line 4 stands on line 1", "\"line\":4");
        assertThat(errors.get(3)).contains("\"index\":4");
    }

    @Test
    void settlesARunOnce() {
        String batch = world.submit(account, false, BatchWorld.lines(2));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        SettleChunks.Ended ended =
                world.inference(batch).run(plan.firstPage().chunks().getFirst());

        BatchProgress first = world.steps().settle(new SettleChunks(batch, List.of(ended)));
        BatchProgress second = world.steps().settle(new SettleChunks(batch, List.of(ended, ended)));

        assertThat(second).isEqualTo(first);
        assertThat(first.succeeded()).isEqualTo(1);
    }

    @Test
    void chargesNothingForWhatComesAfterTheSweep() {
        String batch = world.submit(account, false, BatchWorld.lines(4));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        List<ChunkRef> chunks = plan.firstPage().chunks();
        world.settle(batch, world.inference(batch).run(chunks.get(0)));
        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().sweep(new SweepBatch(batch, ItemState.cancelled));

        world.settle(batch, world.inference(batch).run(chunks.get(1)));
        AssembledBatch files = world.steps().assemble(batch);
        world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));

        assertThat(files.resultLines()).isEqualTo(1);
        assertThat(files.errorLines()).isEqualTo(3);
        BatchProgress progress = world.batch(batch).progress();
        assertThat(progress.cancelled()).isEqualTo(3);
        assertThat(progress.capturedNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(progress.releasedNanos()).isEqualTo(3 * BatchWorld.ITEM_NANOS);
        assertThat(world.errors(batch)).allMatch(line -> line.contains("batch_cancelled"));
    }

    @Test
    void failsItemsThatAreAbandoned() {
        String batch = world.submit(account, false, BatchWorld.lines(2));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        world.settle(batch, world.inference(batch).run(plan.firstPage().chunks().get(0)));
        var abandoned = new AbandonItems(batch, 1, 1, List.of(0, 1), "worker_lost", "it ended its worker");

        world.steps().abandon(abandoned);
        BatchProgress progress = world.steps().abandon(abandoned);
        world.complete(batch);

        assertThat(progress.failed()).isEqualTo(1);
        assertThat(progress.succeeded()).isEqualTo(1);
        assertThat(world.errors(batch)).singleElement().asString().contains("worker_lost", "it ended its worker");
    }

    @Test
    void endsABatchThatCannotBePaid() {
        UUID poor = ACTIVITIES.account(BatchWorld.ITEM_NANOS).id();
        String batch = world.submit(poor, false, BatchWorld.lines(3));
        world.prepare(batch);

        HeldBatch held = world.hold(batch);
        world.steps().close(new CloseBatch(batch, BatchState.failed, "insufficient_funds", "too little"));

        assertThat(held).isEqualTo(HeldBatch.of(false, 3 * BatchWorld.ITEM_NANOS, BatchWorld.ITEM_NANOS));
        Batch ended = world.batch(batch);
        assertThat(ended.state()).isEqualTo(BatchState.failed);
        assertThat(ended.failureCode()).isEqualTo("insufficient_funds");
        assertThat(ACTIVITIES.bean(Ledger.class).balance(poor).availableNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
    }
}
