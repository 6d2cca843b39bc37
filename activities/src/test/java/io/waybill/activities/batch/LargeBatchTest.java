package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches of several blocks and shards. */
@Timeout(240)
class LargeBatchTest {

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
    void resumesAfterALostWorkerAsIfNothingHadHappened() {
        String lines = BatchWorld.lines(26_000) + BatchWorld.line("item-5", "again") + "\n"
                + BatchWorld.line("item-25999", "again") + "\n";
        String undisturbed = world.submit(account, true, lines);
        String disturbed = world.submit(account, true, lines);
        PreparedBatch expected = world.prepare(undisturbed);

        for (int blocks = 1; blocks <= 2; blocks++) {
            assertThatThrownBy(() -> world.steps(dyingAfterABlock()).prepare(disturbed))
                    .hasMessage("the worker is gone");
        }
        int stored =
                ACTIVITIES.bean(BatchRows.class).find(BatchRows.id(disturbed)).preparedLines();
        PreparedBatch resumed = world.prepare(disturbed);

        assertThat(stored).isEqualTo(20_000);
        assertThat(resumed.withoutPage()).isEqualTo(expected.withoutPage());
        assertThat(resumed.items()).isEqualTo(26_002);
        assertThat(resumed.invalid()).isEqualTo(2);
        assertThat(resumed.chunks()).isEqualTo(51);
        assertThat(world.chunks(disturbed, resumed))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("segment")
                .isEqualTo(world.chunks(undisturbed, expected));
        assertThat(world.batch(disturbed).problems())
                .extracting(Batch.LineProblem::message)
                .containsExactly(
                        "custom_id of line 26001 stands on line 6 already",
                        "custom_id of line 26002 stands on line 26000 already");
    }

    @Test
    void takesTimeAndMemoryPerItemThatDoNotGrow() {
        int items = Integer.getInteger("waybill.items", 100_000);
        String batch = world.submit(account, false, BatchWorld.lines(items));
        long before = usedBytes();

        long begin = System.nanoTime();
        PreparedBatch plan = world.prepare(batch);
        long prepared = System.nanoTime();
        world.hold(batch);
        List<SettleChunks.Ended> ended = new ArrayList<>();
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            ended.add(world.inference(batch).run(chunk));
        }
        long ran = System.nanoTime();
        for (int from = 0; from < ended.size(); from += SettleChunks.LIMIT) {
            world.steps()
                    .settle(new SettleChunks(
                            batch, ended.subList(from, Math.min(from + SettleChunks.LIMIT, ended.size()))));
        }
        long settled = System.nanoTime();
        world.complete(batch);
        long assembled = System.nanoTime();
        long grown = usedBytes() - before;

        BatchProgress progress = world.batch(batch).progress();
        System.out.println("items " + items + ": prepare " + micros(prepared - begin, items) + ", settle "
                + micros(settled - ran, items) + ", assemble and close " + micros(assembled - settled, items)
                + " µs an item; " + (grown >> 10) + " KiB more after");
        assertThat(progress.succeeded()).isEqualTo(items);
        assertThat(plan.shards()).isEqualTo(items / 50_000 + 1);
        assertThat(grown).isLessThan(24L << 20);
    }

    /** {@return a heartbeat that lets one block be stored} */
    private static Heartbeat dyingAfterABlock() {
        var blocks = new AtomicInteger();
        long[] first = {-1};
        return bytes -> {
            if (first[0] < 0) {
                first[0] = bytes;
            }
            if (bytes > first[0] && blocks.incrementAndGet() == 1) {
                throw new IllegalStateException("the worker is gone");
            }
        };
    }

    private static long micros(long nanos, int items) {
        return Duration.ofNanos(nanos).toNanos() / 1_000 / items;
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
