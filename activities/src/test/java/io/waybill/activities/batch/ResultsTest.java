package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SweepBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Results that are read while their batch runs, and afterwards. */
class ResultsTest {

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
    void givesOutInputOrderUpToTheFirstItemThatHasNotEnded() {
        String batch = world.submit(account, false, BatchWorld.lines(4));
        List<ChunkRef> chunks = begin(batch);
        settle(batch, chunks.get(2));
        settle(batch, chunks.get(0));

        List<Integer> first = indexes(read(batch, ResultOrder.input, null));
        settle(batch, chunks.get(1));
        List<Integer> then = indexes(read(batch, ResultOrder.input, new ResultPlace(0, 0)));

        assertThat(first).containsExactly(0);
        assertThat(then).containsExactly(1, 2);
    }

    @Test
    void givesOutTheOrderInWhichItemsEnded() {
        String batch = world.submit(account, false, BatchWorld.lines(4));
        List<ChunkRef> chunks = begin(batch);

        settle(batch, chunks.get(2));
        settle(batch, chunks.get(0));
        world.settle(
                batch,
                world.inference(batch).run(chunks.get(3)),
                world.inference(batch).run(chunks.get(1)));

        assertThat(indexes(read(batch, ResultOrder.completion, null))).containsExactly(2, 0, 3, 1);
    }

    @Test
    void goesOnAfterEachPlaceWithExactlyWhatFollows() {
        String batch = mixed();

        for (ResultOrder order : ResultOrder.values()) {
            List<ResultLine> all = read(batch, order, null);
            assertThat(all).hasSize(600);
            for (int i = 0; i < all.size(); i += 7) {
                assertThat(read(batch, order, all.get(i).place()))
                        .as(order + " after " + i)
                        .isEqualTo(all.subList(i + 1, all.size()));
            }
        }
    }

    @Test
    void readsTheLinesOfTheFiles() {
        String batch = mixed();
        world.complete(batch);

        List<String> lines = contents(batch, ResultOrder.input);

        List<String> expected = new ArrayList<>(world.output(batch));
        expected.addAll(world.errors(batch));
        assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(contents(batch, ResultOrder.completion)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(lines.stream().filter(line -> line.contains("done")).toList())
                .isEqualTo(world.output(batch));
    }

    @Test
    void readsBadAbandonedAndCancelledItemsWhereTheyEnded() {
        String lines = BatchWorld.line("a", "one") + "\nnot json\n" + BatchWorld.line("b", "two") + "\n"
                + BatchWorld.line("a", "three") + "\n" + BatchWorld.line("c", "four");
        String batch = world.submit(account, true, lines);
        List<ChunkRef> chunks = begin(batch);
        settle(batch, chunks.get(1));
        world.steps()
                .abandon(new AbandonItems(
                        batch, chunks.get(0).chunk(), 0, List.of(chunks.get(0).firstIndex()), "worker_lost", "lost"));
        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().sweep(new SweepBatch(batch, ItemState.cancelled));

        List<ResultLine> results = read(batch, ResultOrder.completion, null);

        assertThat(indexes(results)).containsExactly(1, 3, 2, 0, 4);
        assertThat(results.stream().map(ResultLine::state).toList())
                .containsExactly(
                        ItemState.failed, ItemState.failed, ItemState.succeeded, ItemState.failed, ItemState.cancelled);
        assertThat(results.stream().mapToLong(ResultLine::chargedNanos).toArray())
                .containsExactly(0, 0, BatchWorld.ITEM_NANOS, 0, 0);
        world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));
        assertThat(indexes(read(batch, ResultOrder.completion, null))).containsExactly(1, 3, 2, 0, 4);
    }

    @Test
    void missesNothingWhileShardsSettleAtOnce() throws InterruptedException, ExecutionException {
        String batch = world.submit(account, false, BatchWorld.lines(400));
        List<ChunkRef> chunks = new ArrayList<>(begin(batch));
        var seed = new Random().nextLong();
        Collections.shuffle(chunks, new Random(seed));
        var seen = new ArrayList<Integer>();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> settling = new ArrayList<>();
            for (int shard = 0; shard < 4; shard++) {
                List<ChunkRef> own = chunks.subList(shard * 100, (shard + 1) * 100);
                Callable<Boolean> task = () -> {
                    own.forEach(chunk -> settle(batch, chunk));
                    return true;
                };
                settling.add(threads.submit(task));
            }
            ResultPlace after = null;
            while (seen.size() < 400 && !(settling.stream().allMatch(Future::isDone) && after == null)) {
                boolean done = settling.stream().allMatch(Future::isDone);
                List<ResultLine> more = read(batch, ResultOrder.completion, after);
                seen.addAll(indexes(more));
                after = more.isEmpty() ? after : more.getLast().place();
                if (done && more.isEmpty()) {
                    break;
                }
            }
            for (Future<?> settled : settling) {
                settled.get();
            }
        }

        assertThat(seen)
                .as("seed " + seed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 400).boxed().toList());
    }

    @Test
    void isCompleteOnlyAfterTheLastLineOfABatchThatHasEnded() {
        String batch = world.submit(account, false, BatchWorld.lines(2));
        List<ChunkRef> chunks = begin(batch);

        try (ResultReader reader = reader(batch, ResultOrder.completion, null)) {
            assertThat(reader.next(10)).isEmpty();
            assertThat(reader.isComplete()).isFalse();
            chunks.forEach(chunk -> settle(batch, chunk));
            assertThat(reader.next(10)).hasSize(2);
            assertThat(reader.isComplete()).isFalse();
            world.complete(batch);
            assertThat(reader.next(10)).isEmpty();
            assertThat(reader.isComplete()).isTrue();
        }
    }

    @Test
    void givesOutNothingOfABatchThatMayStillBeRejected() {
        String batch = world.submit(account, true, "not json\n" + BatchWorld.line("a", "one"));

        world.prepare(batch);

        assertThat(read(batch, ResultOrder.input, null)).isEmpty();
        assertThat(read(batch, ResultOrder.completion, null)).isEmpty();
    }

    @Test
    void knowsNoBatchOfAnotherAccount() {
        String batch = world.submit(account, false, BatchWorld.lines(1));

        Results results = ACTIVITIES.bean(Results.class);

        UUID other = world.account();
        assertThat(results.open(other, BatchRows.id(batch), ResultOrder.input, null))
                .isEmpty();
        assertThat(results.items(other, BatchRows.id(batch), 10)).isEmpty();
    }

    @Test
    void refusesALineThatIsNotWhatWasWritten() throws IOException {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        ChunkRef chunk = begin(batch).getFirst();
        settle(batch, chunk);
        ObjectStore objects = ACTIVITIES.bean(ObjectStore.class);
        String key = ObjectKeys.outcome(account.toString(), batch, chunk.chunk(), 0);
        byte[] object = objects.open(key).readAllBytes();
        object[2] ^= 1;
        objects.put(key, object, "application/octet-stream");

        assertThatThrownBy(() -> contents(batch, ResultOrder.input))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("SHA-256");
    }

    /** A batch of 600 items: chunks in another order, failures, a second wave. */
    private String mixed() {
        String batch = world.submit(account, false, BatchWorld.lines(600));
        List<ChunkRef> chunks = new ArrayList<>(begin(batch));
        Collections.reverse(chunks);
        for (ChunkRef chunk : chunks) {
            FakeInference inference = world.inference(batch);
            world.settle(batch, inference.run(chunk, 1, index -> index % 7 == 0, _ -> false));
            world.settle(batch, inference.run(chunk, 0, _ -> true, index -> index % 10 == 3));
        }
        return batch;
    }

    private List<ChunkRef> begin(String batch) {
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        return world.chunks(batch, plan);
    }

    private void settle(String batch, ChunkRef chunk) {
        world.settle(batch, world.inference(batch).run(chunk));
    }

    private ResultReader reader(String batch, ResultOrder order, @Nullable ResultPlace after) {
        return ACTIVITIES
                .bean(Results.class)
                .open(account, BatchRows.id(batch), order, after)
                .orElseThrow();
    }

    private List<ResultLine> read(String batch, ResultOrder order, @Nullable ResultPlace after) {
        List<ResultLine> all = new ArrayList<>();
        try (ResultReader reader = reader(batch, order, after)) {
            List<ResultLine> page = reader.next(37);
            while (!page.isEmpty()) {
                all.addAll(page);
                page = reader.next(37);
            }
        }
        return all;
    }

    private List<String> contents(String batch, ResultOrder order) {
        List<String> all = new ArrayList<>();
        try (ResultReader reader = reader(batch, order, null)) {
            List<ResultLine> page = reader.next(50);
            while (!page.isEmpty()) {
                for (ResultLine line : page) {
                    var out = new ByteArrayOutputStream();
                    reader.copy(line, out);
                    all.add(out.toString(StandardCharsets.UTF_8));
                }
                page = reader.next(50);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private static List<Integer> indexes(List<ResultLine> lines) {
        return lines.stream().map(ResultLine::index).toList();
    }
}
