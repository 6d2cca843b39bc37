package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.temporal.failure.ApplicationFailure;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ErrorLimit;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import io.waybill.workflows.batch.Steered;
import io.waybill.workflows.inference.InferChunk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SteeringTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void startsNothingWhilePausedAndSettlesWhatWasInFlight() {
        int read = ChunkPage.LIMIT;
        world.with(Scenario.of(10 * read + 80, 10)).recordedAs("paused");
        Gates.Gate chunks = world.gates.close("chunks");

        world.submitted(world.input(false));
        chunks.awaitReached();
        Steered paused = world.workflow().pause();
        chunks.open();
        // Prepared, held, read, steered, and every run of the first page, which is then settled.
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 4 + read + 1);
        Steered again = world.workflow().pause();
        long whilePaused = chunksBegun();
        Steered resumed = world.workflow().resume();
        BatchProgress end = world.result();

        assertThat(paused.state()).isEqualTo(BatchState.paused);
        assertThat(again.state()).isEqualTo(BatchState.paused);
        assertThat(whilePaused).isEqualTo(read);
        assertThat(resumed.state()).isEqualTo(BatchState.in_progress);
        assertThat(end.succeeded()).isEqualTo(10 * read + 80);
        assertThat(world.steps().calls())
                .containsOnlyOnce("steer paused low", "steer running low")
                .containsSubsequence("steer paused low", "steer running low", "enter finalizing");
    }

    @Test
    void showsOperatorsThatItIsPaused() {
        world.with(Scenario.of(4, 1));
        Gates.Gate infer = world.gates.close("infer 3");

        world.submitted(world.input(false));
        world.awaitRuns(4);
        world.workflow().pause();
        String details = world.details();
        infer.open();
        BatchProgress end = world.result();

        assertThat(details).contains("**paused**").contains("Paused by the client");
        assertThat(end.succeeded()).isEqualTo(4);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
    }

    @Test
    void movesWhatWaitsToAnotherLane() {
        world.with(Scenario.of(20, 10)).recordedAs("reprioritised");
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(false));
        world.awaitRuns(2);
        Steered moved = world.workflow().reprioritise(Lane.high);
        world.awaitRuns(4);
        Steered again = world.workflow().reprioritise(Lane.high);
        infer.open();
        BatchProgress end = world.result();

        assertThat(moved.lane()).isEqualTo(Lane.high);
        assertThat(again.lane()).isEqualTo(Lane.high);
        assertThat(end.succeeded()).isEqualTo(20);
        assertThat(world.inference().calls())
                .extracting(InferChunk::lane)
                .containsExactly(Lane.low, Lane.low, Lane.high, Lane.high);
        assertThat(world.steps().calls()).containsOnlyOnce("steer running high");
        assertThat(world.details()).contains("lane high");
    }

    @Test
    void refusesToPauseWhatIsNotPricedYet() {
        world.with(Scenario.of(4, 1));
        Gates.Gate prepare = world.gates.close("prepare");

        WorkflowUpdateHandle<?> submission = world.submit(world.input(true));
        prepare.awaitReached();

        assertThatThrownBy(world.workflow()::pause).satisfies(e -> isForbidden(e, "validating"));
        prepare.open();
        submission.getResult();
        world.result();
    }

    @Test
    void refusesToResumeWhatIsBeingCancelled() {
        world.with(Scenario.of(4, 1));
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(true));
        infer.awaitReached();
        world.workflow().pause();
        Gates.Gate sweep = world.gates.close("sweep cancelled");
        world.workflow().cancel("enough");
        sweep.awaitReached();

        assertThatThrownBy(world.workflow()::resume).satisfies(e -> isForbidden(e, "about to end"));
        sweep.open();
        BatchProgress end = world.result();
        assertThat(end.cancelled()).isEqualTo(4);
        assertThat(end.releasedNanos()).isEqualTo(4_000);
    }

    @Test
    void givesOneOutcomeToOppositeCommandsAtOnce() {
        world.with(Scenario.of(10, 1));
        Gates.Gate infer = world.gates.close("infer");
        Gates.Gate steer = world.gates.close("steer paused low");

        world.submitted(world.input(true));
        infer.awaitReached();
        WorkflowUpdateHandle<Steered> pause = command("pause");
        steer.awaitReached();
        WorkflowUpdateHandle<Steered> resume = command("resume");
        steer.open();
        BatchState first = pause.getResult().state();
        BatchState second = resume.getResult().state();
        BatchState row = world.steps().state();
        infer.open();
        BatchProgress end = world.result();

        assertThat(List.of(first, second, row))
                .containsExactly(BatchState.paused, BatchState.in_progress, BatchState.in_progress);
        assertThat(end.succeeded()).isEqualTo(10);
    }

    @Test
    void pausesShardsAndStartsNoOthers() {
        world.with(Scenario.ofShards(80, 1, 8)).recordedAs("shards-paused");
        world.checkToo(World.BATCH + "/shard-0");
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(false));
        world.awaitRuns(40);
        Steered paused = world.workflow().pause();
        infer.open();
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED, ShardFleet.WINDOW);
        long whilePaused = chunksBegun();
        world.workflow().resume();
        BatchProgress end = world.result();

        assertThat(paused.state()).isEqualTo(BatchState.paused);
        assertThat(whilePaused).isEqualTo(40);
        assertThat(end.succeeded()).isEqualTo(80);
    }

    @Test
    void keepsItsLaneInALaterRun() {
        int shards = ShardFleet.SHARDS_PER_RUN + 3;
        world.with(Scenario.ofShards(shards, 1, shards));
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(false));
        world.awaitRuns(ShardFleet.WINDOW);
        world.workflow().reprioritise(Lane.fill);
        world.awaitRuns(2 * ShardFleet.WINDOW);
        infer.open();
        BatchProgress end = world.result();

        assertThat(end.succeeded()).isEqualTo(shards);
        assertThat(world.inference().calls().getLast().lane()).isEqualTo(Lane.fill);
        assertThat(world.details()).contains("lane fill");
    }

    @Test
    void pausesABatchOfWhichTooManyItemsFail() {
        Scenario scenario = Scenario.of(1_000, 10);
        scenario.errorLimit = new ErrorLimit(0.5, OnLimit.pause);
        for (int item = 0; item < 400; item++) {
            scenario.withFate(item, Fate.BAD);
        }
        world.with(scenario);

        world.submitted(world.input(false));
        world.awaitDetails("Paused by max_error_rate");
        BatchState row = world.steps().state();
        world.workflow().resume();
        BatchProgress end = world.result();

        assertThat(row).isEqualTo(BatchState.paused);
        assertThat(end.failed()).isEqualTo(400);
        assertThat(end.succeeded()).isEqualTo(600);
    }

    @Test
    void cancelsABatchOfWhichTooManyItemsFail() {
        int read = 10 * ChunkPage.LIMIT;
        Scenario scenario = Scenario.of(2 * read, 10);
        scenario.errorLimit = new ErrorLimit(0.1, OnLimit.cancel);
        for (int item = 0; item < read; item++) {
            scenario.withFate(item, Fate.BAD);
        }
        world.with(scenario);
        Gates.Gate chunks = world.gates.close("chunks");
        Gates.Gate settle = world.gates.close("settle");

        world.submitted(world.input(false));
        chunks.awaitReached();
        settle.awaitReached();
        // The test server cannot take the cancellation of a run that ends meanwhile, so all of them have ended.
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 2 + ChunkPage.LIMIT);
        settle.open();
        world.awaitDetails("max_error_rate");
        chunks.open();
        BatchProgress end = world.result();

        assertThat(world.steps().state()).isEqualTo(BatchState.cancelled);
        assertThat(end.failed()).isEqualTo(read);
        assertThat(end.cancelled()).isEqualTo(read);
        assertThat(end.releasedNanos()).isEqualTo(end.heldNanos());
    }

    @Test
    void saysNothingOfAFewFailures() {
        Scenario scenario = Scenario.of(ErrorLimit.ITEMS_MIN - 1, 10);
        scenario.errorLimit = new ErrorLimit(0, OnLimit.cancel);
        world.with(scenario.withFate(3, Fate.BAD));

        BatchProgress end = world.runFile();

        assertThat(end.failed()).isEqualTo(1);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
    }

    /** A slow machine may make an attempt again. */
    private long chunksBegun() {
        return world.inference().calls().stream()
                .map(call -> call.ref().chunk())
                .distinct()
                .count();
    }

    private WorkflowUpdateHandle<Steered> command(String name) {
        return world.stub().startUpdate(name, WorkflowUpdateStage.ACCEPTED, Steered.class);
    }

    private static void isForbidden(Throwable thrown, String state) {
        assertThat(thrown).isInstanceOf(WorkflowUpdateException.class);
        assertThat(thrown.getCause())
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        cause -> assertThat(cause.getType()).isEqualTo(Steered.STATE_FORBIDS))
                .hasMessageContaining(state);
    }
}
