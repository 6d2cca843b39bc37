package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a batch pays for being looked up, where nothing is found. */
class ReuseCostTest {

    /** Looked up and remembered, against neither; ADR 0011 has what was measured. */
    private static final double RATIO_MAX = 2;

    private static final int ITEMS = Integer.getInteger("waybill.items", 20_000);
    private static final int WARM_ITEMS = 10_000;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final BatchWorld world = new BatchWorld(ACTIVITIES);
    private final UUID account = world.account();

    @Test
    @Timeout(240)
    void isLittleAsNothingIsFound() {
        run("warm", WARM_ITEMS, false);
        run("warmer", WARM_ITEMS, true);

        Times without = run("without", ITEMS, false);
        Times with = run("with", ITEMS, true);
        Times again = run("with", ITEMS, true);

        System.out.printf(
                "%d items, µs an item: prepare %.1f without reuse, %.1f with (%.2f), %.1f where all is found; close"
                        + " %.1f without, %.1f with%n",
                ITEMS,
                without.prepareMicros(),
                with.prepareMicros(),
                with.prepareMicros() / without.prepareMicros(),
                again.prepareMicros(),
                without.closeMicros(),
                with.closeMicros());
        assertThat(with.prepareMicros() / without.prepareMicros()).isLessThan(RATIO_MAX);
        assertThat(again.chunks()).isZero();
    }

    /** Texts begin with {@code name}, so that another name finds nothing. */
    private Times run(String name, int items, boolean reuse) {
        var lines = new StringBuilder();
        for (int i = 0; i < items; i++) {
            lines.append(BatchWorld.line("item-" + i, name + " text number " + i))
                    .append('\n');
        }
        String batch = world.submit(account, lines.toString(), null, reuse);
        long begin = System.nanoTime();
        PreparedBatch plan = world.prepare(batch);
        long prepared = System.nanoTime() - begin;
        world.hold(batch);
        List<SettleChunks.Ended> ended = new ArrayList<>();
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            ended.add(world.inference(batch).run(chunk));
        }
        for (int from = 0; from < ended.size(); from += SettleChunks.LIMIT) {
            world.steps()
                    .settle(new SettleChunks(
                            batch, ended.subList(from, Math.min(from + SettleChunks.LIMIT, ended.size()))));
        }
        long close = System.nanoTime();
        world.complete(batch);
        return new Times(plan.chunks(), micros(prepared, items), micros(System.nanoTime() - close, items));
    }

    private static double micros(long nanos, int items) {
        return Duration.ofNanos(nanos).toNanos() / 1_000.0 / items;
    }

    private record Times(int chunks, double prepareMicros, double closeMicros) {}
}
