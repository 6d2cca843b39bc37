package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.file.Files;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.AbandonItems;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Items that are answered with what was computed before. The extension checks the invariants after each test. */
class ReuseTest {

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
    void answersABatchThatWasComputedBefore() {
        String first = run(submit(account, true, lines("a", "one", "two", "three")), _ -> false);
        long available = available();

        String second = submit(account, true, lines("b", "three", "four", "one"));
        PreparedBatch plan = world.prepare(second);
        world.hold(second);
        finish(second, plan, _ -> false);

        assertThat(plan.chunks()).isEqualTo(1);
        assertThat(plan.priceNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(available - available()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(world.batch(second).progress().succeeded()).isEqualTo(3);
        assertThat(world.output(second))
                .containsExactly(
                        "{\"custom_id\":\"b0\",\"index\":2,\"done\":true}",
                        "{\"custom_id\":\"b1\",\"index\":1,\"done\":true}",
                        "{\"custom_id\":\"b2\",\"index\":0,\"done\":true}");
        try (ResultReader reader = reader(second)) {
            List<ResultLine> lines = reader.next(10);
            assertThat(lines)
                    .extracting(ResultLine::state)
                    .containsExactly(ItemState.reused, ItemState.succeeded, ItemState.reused);
            assertThat(reader.source(lines.get(0))).contains(new ResultReader.Source(BatchRows.id(first), 2));
            assertThat(reader.source(lines.get(1))).isEmpty();
        }
    }

    @Test
    void runsEqualItemsOfABatchOnce() {
        String batch = submit(account, true, lines("a", "one", "one", "two", "one"));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);

        finish(batch, plan, _ -> false);

        assertThat(plan.chunks()).isEqualTo(2);
        assertThat(world.batch(batch).progress().capturedNanos()).isEqualTo(2 * BatchWorld.ITEM_NANOS);
        assertThat(world.output(batch))
                .extracting(line -> line.substring(0, 19))
                .containsExactly(
                        "{\"custom_id\":\"a0\",\"",
                        "{\"custom_id\":\"a1\",\"",
                        "{\"custom_id\":\"a2\",\"",
                        "{\"custom_id\":\"a3\",\"");
        assertThat(states(batch))
                .containsExactly(ItemState.succeeded, ItemState.reused, ItemState.succeeded, ItemState.reused);
    }

    @Test
    void failsWhatWaitsForAnItemThatFails() {
        String batch = submit(account, true, lines("a", "one", "one", "two", "two"));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        ChunkRef two = world.chunks(batch, plan).get(1);
        world.settle(batch, world.inference(batch).run(world.chunks(batch, plan).getFirst(), 0, _ -> true, _ -> true));

        world.steps().abandon(new AbandonItems(batch, two.chunk(), 0, List.of(2), "worker_lost", "lost"));
        world.complete(batch);

        assertThat(world.batch(batch).progress().failed()).isEqualTo(4);
        assertThat(world.batch(batch).progress().capturedNanos()).isZero();
        assertThat(world.errors(batch).get(1)).contains("\"a1\"", "engine_error", "line 1, which asks for the same");
        assertThat(world.errors(batch).get(3)).contains("\"a3\"", "worker_lost", "line 3, which asks for the same");
    }

    @Test
    void runsEverythingWhereItIsNotAskedFor() {
        run(submit(account, true, lines("a", "one", "two")), _ -> false);

        String batch = submit(account, false, lines("b", "one", "one", "two"));
        PreparedBatch plan = world.prepare(batch);

        assertThat(plan.chunks()).isEqualTo(3);
        assertThat(plan.priceNanos()).isEqualTo(3 * BatchWorld.ITEM_NANOS);
    }

    @Test
    void reusesNothingOfAnotherAccountNorWhatFailedNorWhatIsDeleted() throws IOException {
        run(submit(account, true, lines("a", "one")), _ -> false);
        run(submit(account, true, lines("b", "two")), _ -> true);
        String deleted = run(submit(account, true, lines("c", "three")), _ -> false);
        ACTIVITIES
                .bean(Files.class)
                .delete(account, Objects.requireNonNull(world.batch(deleted).outputFileId()));

        PreparedBatch own = world.prepare(submit(account, true, lines("d", "one", "two", "three")));
        PreparedBatch others = world.prepare(submit(world.account(), true, lines("e", "one")));

        assertThat(own.chunks()).isEqualTo(2);
        assertThat(others.chunks()).isEqualTo(1);
    }

    @Test
    void endsWhatWaitsWithACancelledBatch() {
        String batch = submit(account, true, lines("a", "one", "one"));
        world.prepare(batch);
        world.hold(batch);

        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));

        assertThat(states(batch)).containsExactly(ItemState.cancelled, ItemState.cancelled);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account).heldNanos()).isZero();
    }

    @Test
    void readsEveryResultOnceInEitherOrder() {
        run(submit(account, true, repeated("x", 60, 30)), _ -> false);
        String batch = run(submit(account, true, repeated("y", 620, 540)), index -> index % 50 == 49);

        for (ResultOrder order : ResultOrder.values()) {
            List<Integer> indexes = new ArrayList<>();
            try (ResultReader reader = ACTIVITIES
                    .bean(Results.class)
                    .open(account, BatchRows.id(batch), order, null)
                    .orElseThrow()) {
                for (List<ResultLine> page = reader.next(97); !page.isEmpty(); page = reader.next(97)) {
                    page.forEach(line -> indexes.add(line.index()));
                }
            }
            assertThat(indexes).as(order.name()).hasSize(620).doesNotHaveDuplicates();
        }
    }

    @Test
    void saysBeforehandWhatWillBeReused() throws IOException {
        run(submit(account, true, lines("a", "one")), _ -> false);
        byte[] content = lines("b", "one", "two", "two", "three").getBytes(StandardCharsets.UTF_8);
        var request =
                new Preflight.Request(account, io.waybill.workflows.batch.Lane.low, "/v1/embeddings", false, true);

        Preflight.Report report = ACTIVITIES.bean(Preflight.class).check(request, new ByteArrayInputStream(content));
        PreparedBatch plan = world.prepare(submit(account, true, new String(content, StandardCharsets.UTF_8)));

        assertThat(report.highNanos()).isEqualTo(4 * BatchWorld.ITEM_NANOS);
        assertThat(report.lowNanos()).isEqualTo(2 * BatchWorld.ITEM_NANOS).isEqualTo(plan.priceNanos());
    }

    private String run(String batch, IntPredicate failing) {
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        finish(batch, plan, failing);
        return batch;
    }

    private void finish(String batch, PreparedBatch plan, IntPredicate failing) {
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk, 0, _ -> true, failing));
        }
        world.complete(batch);
    }

    private String submit(UUID owner, boolean reuse, String content) {
        return world.submit(owner, content, null, reuse);
    }

    private static String lines(String prefix, String... texts) {
        var lines = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            lines.append(BatchWorld.line(prefix + i, texts[i])).append('\n');
        }
        return lines.toString();
    }

    private static String repeated(String prefix, int count, int distinct) {
        var texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = "text " + i % distinct;
        }
        return lines(prefix, texts);
    }

    private ResultReader reader(String batch) {
        return ACTIVITIES
                .bean(Results.class)
                .open(account, BatchRows.id(batch), ResultOrder.input, null)
                .orElseThrow();
    }

    private List<ItemState> states(String batch) {
        return ACTIVITIES.bean(Results.class).items(account, BatchRows.id(batch), 100).stream()
                .map(ItemStatus::state)
                .toList();
    }

    private long available() {
        return ACTIVITIES.bean(Ledger.class).balance(account).availableNanos();
    }
}
