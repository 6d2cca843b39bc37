package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Steered;
import io.waybill.workflows.batch.Submission.Verdict;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OpenBatchTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void runsWhatIsAddedUntilItIsSealed() {
        open(30, 3);
        world.recordedAs("open");
        world.checkToo(World.BATCH + "/shard-0");

        Verdict begun = world.submitted(world.input(true).opened()).verdict();
        AddedItems first = add(1);
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED, 1);
        BatchState between = world.steps().state();
        AddedItems second = add(2);
        AddedItems again = add(2);
        add(3);
        Steered sealed = world.workflow().seal();
        BatchProgress end = world.result();

        assertThat(begun).isEqualTo(Verdict.held);
        assertThat(first.added()).isEqualTo(10);
        assertThat(between).isEqualTo(BatchState.in_progress);
        assertThat(second.items()).isEqualTo(20);
        assertThat(again.items()).isEqualTo(20);
        assertThat(sealed.state()).isEqualTo(BatchState.in_progress);
        assertThat(end.succeeded()).isEqualTo(30);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
    }

    @Test
    void endsWithoutItemsWhereNoneWereAdded() {
        open(10, 1);

        world.submitted(world.input(true).opened());
        world.workflow().seal();
        world.result();

        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
        assertThat(world.inference().calls()).isEmpty();
    }

    @Test
    void saysWhatIsMissingAndStaysOpen() {
        open(10, 1);

        world.submitted(world.input(true).opened());
        AddedItems refused =
                world.workflow().add(new AddItems(World.BATCH, new UUID(0, 9).toString(), "a", 0, "0", "k"));
        add(1);
        world.workflow().seal();
        BatchProgress end = world.result();

        assertThat(refused.refusal()).isEqualTo("insufficient_funds");
        assertThat(end.succeeded()).isEqualTo(10);
    }

    @Test
    void takesNothingOnceItIsSealedOrCancelled() {
        open(10, 1);
        // The test server cannot take the cancellation of a run that ends meanwhile: nothing has begun.
        Gates.Gate chunks = world.gates.close("chunks");

        world.submitted(world.input(true).opened());
        add(1);
        chunks.awaitReached();
        world.workflow().seal();
        world.workflow().seal();

        assertThatThrownBy(() -> add(2)).satisfies(e -> isForbidden(e, "sealed"));
        world.workflow().cancel("enough");
        chunks.open();
        world.result();
        assertThat(world.steps().state()).isEqualTo(BatchState.cancelled);
    }

    @Test
    void takesNothingWhereItWasMadeWithItsItems() {
        world.with(Scenario.of(1, 1));
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(true));
        infer.awaitReached();

        assertThatThrownBy(() -> add(1)).satisfies(e -> isForbidden(e, "made by name"));
        assertThatThrownBy(() -> world.workflow().seal()).satisfies(e -> isForbidden(e, "made by name"));
        infer.open();
        world.result();
    }

    @Test
    void expiresWhereItIsNeverSealed() {
        open(10, 2);

        world.submitted(world.input(true, Duration.ofMinutes(30)).opened());
        add(1);
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED, 1);
        BatchProgress end = world.result();

        assertThat(end.succeeded()).isEqualTo(5);
        assertThat(world.steps().state()).isEqualTo(BatchState.expired);
    }

    @Test
    void holdsBackWhatIsAddedWhilePaused() {
        open(20, 2);

        world.submitted(world.input(true).opened());
        world.workflow().pause();
        add(1);
        int whilePaused = world.inference().calls().size();
        world.workflow().resume();
        add(2);
        world.workflow().seal();
        BatchProgress end = world.result();

        assertThat(whilePaused).isZero();
        assertThat(end.succeeded()).isEqualTo(20);
    }

    @Test
    void goesOnInANewRunAfterManyAdditions() {
        int additions = ShardFleet.SHARDS_PER_RUN + 5;
        open(additions, additions);

        world.submitted(world.input(true).opened());
        for (int addition = 0; addition < additions; addition++) {
            add(addition);
        }
        world.workflow().seal();
        BatchProgress end = world.result();

        assertThat(end.succeeded()).isEqualTo(additions);
        assertThat(world.history()
                        .getFirst()
                        .getWorkflowExecutionStartedEventAttributes()
                        .getContinuedExecutionRunId())
                .isNotEmpty();
    }

    private void open(int items, int additions) {
        Scenario scenario = Scenario.ofShards(items, 1, additions);
        scenario.open = true;
        world.with(scenario);
    }

    private AddedItems add(int number) {
        return world.workflow()
                .add(new AddItems(World.BATCH, new UUID(1, number).toString(), "lines", 100, "0", "key"));
    }

    private static void isForbidden(Throwable thrown, String text) {
        assertThat(thrown).isInstanceOf(WorkflowUpdateException.class);
        assertThat(thrown.getCause())
                .isInstanceOfSatisfying(
                        ApplicationFailure.class,
                        cause -> assertThat(cause.getType()).isEqualTo(Steered.STATE_FORBIDS))
                .hasMessageContaining(text);
    }
}
