package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShardTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void runsALargeBatchInShards() {
        world.with(Scenario.ofShards(600, 10, 6).withFate(77, Fate.TRANSIENT, Fate.OK))
                .recordedAs("shards");
        world.checkToo(World.BATCH + "/shard-0");
        world.checkToo(World.BATCH + "/shard-5");

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(600);
        assertThat(world.summaries("infer")).isEmpty();
        assertThat(world.summaries(World.BATCH + "/shard-5", "infer"))
                .contains("chunk 50: items 500..509")
                .hasSize(10);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
    }

    @Test
    void cancelsItsShardsAndWaitsForThem() {
        world.with(Scenario.ofShards(400, 10, 8)).recordedAs("shards-cancelled");
        world.checkToo(World.BATCH + "/shard-0");
        Gates.Gate settle = world.gates.close("settle");
        world.gates.close("infer 3");

        world.submitted(world.input(false));
        settle.awaitReached();
        for (int shard = 0; shard < ShardFleet.WINDOW; shard++) {
            int ended = 1 + (shard == 0 ? 4 : 5);
            world.awaitEvents(World.BATCH + "/shard-" + shard, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, ended);
        }
        BatchProgress answer = world.workflow().cancel("enough");
        settle.open();
        BatchProgress end = world.result();

        assertThat(answer.items()).isEqualTo(400);
        assertThat(end.succeeded()).isEqualTo(190);
        assertThat(end.cancelled()).isEqualTo(210);
        assertThat(world.steps().calls()).containsSubsequence("enter cancelling", "sweep cancelled", "close cancelled");
        assertThat(lastIndexOf("settle")).isLessThan(lastIndexOf("sweep cancelled"));
    }

    @Test
    void startsAShardAgainThatAnOperatorCancelled() {
        world.with(Scenario.ofShards(60, 10, 2).repeated().withFate(33, Fate.TRANSIENT, Fate.OK));
        // Before it runs anything: the test server cannot take the cancellation of a run that ends meanwhile.
        Gates.Gate chunks = world.gates.close("chunks");

        world.submitted(world.input(false));
        chunks.awaitReached();
        String second = World.BATCH + "/shard-1";
        world.awaitEvents(second, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, 1);
        WorkflowStub shard = world.client().newUntypedWorkflowStub(second);
        shard.cancel("by mistake");
        world.awaitEvents(second, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED, 1);
        chunks.open();
        BatchProgress end = world.result();

        assertThat(end.succeeded()).isEqualTo(60);
        assertThat(world.inference().calls())
                .anyMatch(call -> call.wave() > 10_000 && call.only().equals(List.of(33)));
    }

    @Test
    void continuesAsNewBetweenShards() {
        int shards = ShardFleet.SHARDS_PER_RUN + 3;
        world.with(Scenario.ofShards(shards, 1, shards)).recordedAs("shards-continued");

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(shards);
        assertThat(world.steps().calls()).containsOnlyOnce("prepare", "hold", "close completed");
        assertThat(world.history()
                        .getFirst()
                        .getWorkflowExecutionStartedEventAttributes()
                        .getContinuedExecutionRunId())
                .isNotEmpty();
    }

    @Test
    void cancelsInALaterRun() {
        int shards = ShardFleet.SHARDS_PER_RUN + 3;
        world.with(Scenario.ofShards(shards, 1, shards).withFate(shards - 1, Fate.NO_MODEL));

        world.submitted(world.input(false));
        world.awaitEvents(World.BATCH + "/shard-" + (shards - 1), EventType.EVENT_TYPE_TIMER_STARTED, 1);
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED, 2);
        BatchProgress answer = world.workflow().cancel("enough");
        BatchProgress end = world.result();

        assertThat(answer.pending()).isPositive();
        assertThat(end.cancelled()).isEqualTo(1);
        assertThat(end.succeeded()).isEqualTo(shards - 1);
    }

    private int lastIndexOf(String call) {
        return new ArrayList<>(world.steps().calls()).lastIndexOf(call);
    }
}
