package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.AbandonItems;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random lives of batches against a plain model of what items and money should do. Takes as many as fit a minute, at
 * most {@code -Dwaybill.sequences}; a failure names its seed, which {@code -Dwaybill.seed} repeats alone.
 */
@Timeout(300)
class BatchSequencesTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    @Test
    void agreesWithAPlainModel() {
        long begin = System.nanoTime();
        long budget =
                Duration.ofSeconds(Integer.getInteger("waybill.seconds", 60)).toNanos();
        int most = Integer.getInteger("waybill.sequences", 10_000);
        Long only = Long.getLong("waybill.seed");
        long seed = only == null ? System.nanoTime() : only;

        int sequences = 0;
        while (sequences < most && (sequences == 0 || System.nanoTime() - begin < budget)) {
            live(seed + sequences);
            sequences++;
            if (only != null) {
                break;
            }
        }

        System.out.println("sequences: " + sequences + " from seed " + seed);
        assertThat(sequences).isPositive();
    }

    private static void live(long seed) {
        try {
            new Life(new Random(seed)).run();
            ACTIVITIES.checkInvariants();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("sequence of seed " + seed + " fails", e);
        }
    }

    /** One batch, and what is expected of it. */
    private static final class Life {

        private final Random random;
        private final BatchWorld world = new BatchWorld(ACTIVITIES);
        private final int items;
        private final UUID account;
        private final long credit;
        private final String batch;
        private final ItemState[] expected;
        private final List<SettleChunks.Ended> settled = new ArrayList<>();
        private boolean ending;

        Life(Random random) {
            this.random = random;
            this.items = 1 + random.nextInt(12);
            int payable = random.nextInt(8) == 0 ? random.nextInt(items + 1) : items;
            this.credit = payable * BatchWorld.ITEM_NANOS;
            this.account = ACTIVITIES.account(credit).id();
            boolean bad = random.nextInt(4) == 0;
            String lines = BatchWorld.lines(items) + (bad ? "bad\n" : "");
            this.batch = world.submit(account, true, lines);
            this.expected = new ItemState[items + (bad ? 1 : 0)];
            Arrays.fill(expected, ItemState.pending);
            if (bad) {
                expected[items] = ItemState.failed;
            }
        }

        void run() {
            PreparedBatch plan = world.prepare(batch);
            HeldBatch held = world.hold(batch);
            assertThat(held.held()).isEqualTo(credit >= items * BatchWorld.ITEM_NANOS);
            if (!held.held()) {
                world.steps().close(new CloseBatch(batch, BatchState.failed, "insufficient_funds", "too little"));
                assertThat(ACTIVITIES.bean(Ledger.class).balance(account)).isEqualTo(new Ledger.Balance(credit, 0));
                return;
            }
            List<ChunkRef> chunks = world.chunks(batch, plan);
            int steps = random.nextInt(3 * items);
            for (int i = 0; i < steps; i++) {
                step(chunks.get(random.nextInt(chunks.size())), i);
                check();
            }
            end(chunks);
        }

        private void step(ChunkRef chunk, int wave) {
            switch (random.nextInt(8)) {
                case 0 -> abandon(chunk, wave);
                case 1 -> sweep(random.nextBoolean() ? ItemState.cancelled : ItemState.expired);
                case 2 -> world.prepare(batch);
                case 3 -> world.hold(batch);
                case 4 -> repeat();
                default -> settle(chunk, wave);
            }
        }

        private void settle(ChunkRef chunk, int wave) {
            boolean fails = random.nextInt(3) == 0;
            SettleChunks.Ended ended = world.inference(batch).run(chunk, wave, _ -> true, _ -> fails);
            world.settle(batch, ended);
            settled.add(ended);
            move(chunk.firstIndex(), fails ? ItemState.failed : ItemState.succeeded);
        }

        private void repeat() {
            if (!settled.isEmpty()) {
                world.settle(batch, settled.get(random.nextInt(settled.size())));
            }
        }

        private void abandon(ChunkRef chunk, int wave) {
            Set<Integer> indexes = new TreeSet<>(List.of(chunk.firstIndex(), random.nextInt(items)));
            world.steps()
                    .abandon(new AbandonItems(
                            batch, chunk.chunk(), wave, List.copyOf(indexes), "worker_lost", "it ended its worker"));
            move(chunk.firstIndex(), ItemState.failed);
        }

        private void sweep(ItemState state) {
            if (random.nextInt(4) != 0) {
                return;
            }
            world.steps().sweep(new SweepBatch(batch, state));
            for (int i = 0; i < items; i++) {
                move(i, state);
            }
            ending = true;
        }

        private void move(int index, ItemState state) {
            if (expected[index] == ItemState.pending) {
                expected[index] = state;
            }
        }

        private void check() {
            BatchProgress progress = world.steps().count(batch);
            long succeeded = count(ItemState.succeeded);
            long pending = count(ItemState.pending);
            assertThat(progress.succeeded()).isEqualTo(succeeded);
            assertThat(progress.failed()).isEqualTo(count(ItemState.failed));
            assertThat(progress.cancelled()).isEqualTo(count(ItemState.cancelled));
            assertThat(progress.expired()).isEqualTo(count(ItemState.expired));
            assertThat(progress.pending()).isEqualTo(pending);
            assertThat(progress.capturedNanos()).isEqualTo(succeeded * BatchWorld.ITEM_NANOS);
            assertThat(ACTIVITIES.bean(Ledger.class).balance(account))
                    .isEqualTo(new Ledger.Balance(
                            credit - (succeeded + pending) * BatchWorld.ITEM_NANOS, pending * BatchWorld.ITEM_NANOS));
        }

        private void end(List<ChunkRef> chunks) {
            if (ending) {
                world.steps().enter(new EnterState(batch, BatchState.cancelling));
                sweepRest();
                world.steps().assemble(batch);
                world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));
            } else {
                chunks.forEach(chunk -> settle(chunk, 1_000));
                world.complete(batch);
            }
            check();
            int succeeded = (int) count(ItemState.succeeded);
            if (succeeded > 0) {
                assertThat(world.output(batch)).hasSize(succeeded);
            }
            if (succeeded < expected.length) {
                assertThat(world.errors(batch)).hasSize(expected.length - succeeded);
            }
        }

        private void sweepRest() {
            world.steps().sweep(new SweepBatch(batch, ItemState.cancelled));
            for (int i = 0; i < items; i++) {
                move(i, ItemState.cancelled);
            }
        }

        private long count(ItemState state) {
            return Arrays.stream(expected).filter(found -> found == state).count();
        }
    }
}
