package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.TestActivities;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SteerBatch;
import io.waybill.workflows.batch.SweepBatch;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SteeredBatchTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final BatchWorld world = new BatchWorld(ACTIVITIES);
    private UUID account = new UUID(0, 0);

    @BeforeEach
    void makeAccount() {
        account = world.account();
    }

    @Test
    void isPausedAndGoesOn() {
        String batch = held(2);

        steer(batch, true, Lane.low, "by the client");
        steer(batch, true, Lane.low, "by the client");
        Batch paused = world.batch(batch);
        steer(batch, false, Lane.low, null);
        Batch resumed = world.batch(batch);

        assertThat(paused.state()).isEqualTo(BatchState.paused);
        assertThat(paused.pauseReason()).isEqualTo("by the client");
        assertThat(resumed.state()).isEqualTo(BatchState.in_progress);
        assertThat(resumed.pauseReason()).isNull();
    }

    @Test
    void settlesWhatWasInFlightAtThePriceOfTheLaneOfSubmission() {
        String batch = world.submit(account, false, BatchWorld.lines(2));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);

        steer(batch, true, Lane.high, "by the client");
        for (var chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk));
        }
        world.complete(batch);

        Batch ended = world.batch(batch);
        assertThat(ended.state()).isEqualTo(BatchState.completed);
        assertThat(ended.lane()).isEqualTo(Lane.high);
        assertThat(ended.submitted().lane()).isEqualTo(Lane.low);
        assertThat(ended.progress().capturedNanos()).isEqualTo(2 * BatchWorld.ITEM_NANOS);
    }

    @Test
    void givesBackWhatDidNotRunWhereAPausedBatchIsCancelled() {
        String batch = held(3);
        steer(batch, true, Lane.low, "by the client");

        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().sweep(new SweepBatch(batch, ItemState.cancelled));
        BatchProgress end = world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));

        assertThat(end.releasedNanos()).isEqualTo(3 * BatchWorld.ITEM_NANOS);
        assertThat(world.batch(batch).pauseReason()).isNull();
    }

    @Test
    void leavesABatchThatHasEndedAsItIs() {
        String batch = held(1);
        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));

        steer(batch, true, Lane.high, "by the client");

        assertThat(world.batch(batch).state()).isEqualTo(BatchState.cancelled);
        assertThat(world.batch(batch).lane()).isEqualTo(Lane.low);
    }

    private String held(int items) {
        String batch = world.submit(account, false, BatchWorld.lines(items));
        world.prepare(batch);
        world.hold(batch);
        return batch;
    }

    private void steer(String batch, boolean paused, Lane lane, @org.jspecify.annotations.Nullable String reason) {
        world.steps().steer(new SteerBatch(batch, paused, lane, reason));
    }
}
