package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowUpdateHandle;
import io.temporal.client.WorkflowUpdateStage;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StopTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void cancelsABatchThatIsBeingPrepared() {
        world.with(Scenario.of(10, 1)).recordedAs("cancelled-preparing");
        Gates.Gate prepare = world.gates.close("prepare");

        WorkflowUpdateHandle<Submission> submission = world.submit(world.input(true));
        prepare.awaitReached();
        WorkflowUpdateHandle<BatchProgress> cancel = cancel();
        prepare.open();
        cancel.getResult();
        world.result();

        assertThat(submission.getResult().verdict()).isEqualTo(Verdict.ended);
        assertThat(world.steps().state()).isEqualTo(BatchState.cancelled);
        assertThat(world.steps().calls())
                .containsSubsequence("prepare", "enter cancelling", "close cancelled")
                .doesNotContain("hold", "assemble");
    }

    @Test
    void releasesWhatIsHeldByTheTimeItIsCancelled() {
        world.with(Scenario.of(10, 1));
        Gates.Gate hold = world.gates.close("hold");

        WorkflowUpdateHandle<Submission> submission = world.submit(world.input(true));
        hold.awaitReached();
        WorkflowUpdateHandle<BatchProgress> cancel = cancel();
        hold.open();
        cancel.getResult();
        BatchProgress end = world.result();

        assertThat(submission.getResult().verdict()).isEqualTo(Verdict.held);
        assertThat(end.cancelled()).isEqualTo(10);
        assertThat(end.releasedNanos()).isEqualTo(10_000);
        assertThat(world.inference().calls()).isEmpty();
    }

    @Test
    void cancelsRunningItemsAndSettlesWhatHasEnded() {
        world.with(Scenario.of(100, 10)).recordedAs("cancelled-running");
        Gates.Gate settle = world.gates.close("settle");
        world.gates.close("infer 9");

        world.submitted(world.input(false));
        settle.awaitReached();
        world.awaitEvents(World.BATCH, EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED, 2 + 9);
        BatchProgress answer = cancel().getResult();
        settle.open();
        BatchProgress end = world.result();

        assertThat(answer.cancelled()).isZero();
        assertThat(end.succeeded()).isEqualTo(90);
        assertThat(end.cancelled()).isEqualTo(10);
        assertThat(end.capturedNanos()).isEqualTo(90_000);
        assertThat(end.releasedNanos()).isEqualTo(10_000);
        assertThat(world.steps().state()).isEqualTo(BatchState.cancelled);
        assertThat(world.steps().calls())
                .containsSubsequence(
                        "settle", "enter cancelling", "sweep cancelled", "assemble", "attest", "close cancelled");
    }

    @Test
    void takesTemporalsOwnCancellationForACancel() {
        world.with(Scenario.of(4, 1)).recordedAs("cancelled-by-operator");
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(true));
        infer.awaitReached();
        world.stub().cancel("disk is full");
        BatchProgress end = world.cancelledResult();

        assertThat(end.cancelled()).isEqualTo(4);
        assertThat(end.releasedNanos()).isEqualTo(4_000);
        assertThat(world.steps().state()).isEqualTo(BatchState.cancelled);
        assertThat(world.details()).contains("Cancelled: disk is full");
    }

    @Test
    void answersACancelTwice() {
        world.with(Scenario.of(4, 1));
        Gates.Gate infer = world.gates.close("infer");

        world.submitted(world.input(true));
        infer.awaitReached();
        Gates.Gate sweep = world.gates.close("sweep cancelled");
        world.workflow().cancel("first");
        sweep.awaitReached();
        BatchProgress second = world.workflow().cancel("second");
        sweep.open();
        world.result();

        assertThat(second.items()).isEqualTo(4);
        assertThat(world.steps().calls()).containsOnlyOnce("enter cancelling", "sweep cancelled", "close cancelled");
    }

    @Test
    void letsABatchCompleteWhoseItemsHaveAllEnded() {
        world.with(Scenario.of(4, 1)).recordedAs("cancelled-too-late");
        Gates.Gate assemble = world.gates.close("assemble");

        world.submitted(world.input(true));
        assemble.awaitReached();
        WorkflowUpdateHandle<BatchProgress> cancel = cancel();
        world.stub().cancel();
        assemble.open();
        BatchProgress answer = cancel.getResult();
        world.cancelledResult();

        assertThat(answer.succeeded()).isEqualTo(4);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
    }

    @Test
    void expiresWhenTheWindowEndsWhileItemsRun() {
        Scenario scenario = Scenario.of(4, 1).withFate(2, Fate.NO_MODEL).withFate(3, Fate.NO_MODEL);
        world.with(scenario).recordedAs("expired-running");

        world.submitted(world.input(false, Duration.ofMinutes(30)));
        BatchProgress end = world.result();

        assertThat(end.expired()).isEqualTo(2);
        assertThat(end.succeeded()).isEqualTo(2);
        assertThat(end.releasedNanos()).isEqualTo(2_000);
        assertThat(world.steps().state()).isEqualTo(BatchState.expired);
        assertThat(world.steps().calls())
                .containsSubsequence("sweep expired", "assemble", "attest", "close expired")
                .doesNotContain("enter cancelling");
    }

    @Test
    void expiresWhileItIsPrepared() {
        Scenario scenario = Scenario.of(4, 1);
        scenario.storeAway = true;
        world.with(scenario).recordedAs("expired-preparing");

        WorkflowUpdateHandle<Submission> submission = world.submit(world.input(true, Duration.ofMinutes(10)));
        world.result();

        assertThat(submission.getResult().verdict()).isEqualTo(Verdict.ended);
        assertThat(world.steps().state()).isEqualTo(BatchState.expired);
        assertThat(world.steps().calls()).doesNotContain("hold", "assemble");
    }

    @Test
    void cancelsABatchWhoseCancelComesWithItsStart() {
        world.with(Scenario.of(4, 1)).recordedAs("cancelled-at-start");

        BatchProgress answer = world.startedAndCancelled(world.input(false));
        world.result();

        assertThat(answer.succeeded()).isZero();
        assertThat(world.steps().state()).isEqualTo(BatchState.cancelled);
        assertThat(world.steps().calls()).containsExactly("enter cancelling", "close cancelled", "attest");
    }

    @Test
    void expiresBeforeItIsPreparedWhenTheWindowIsOver() {
        world.with(Scenario.of(4, 1));

        Submission submission = world.submitted(world.input(true, Duration.ofSeconds(-1)));
        world.result();

        assertThat(submission.verdict()).isEqualTo(Verdict.ended);
        assertThat(world.steps().calls()).containsExactly("close expired", "attest");
    }

    @Test
    void answersACancelThatWaitsForAnExpiringBatch() {
        world.with(Scenario.of(2, 1).withFate(0, Fate.NO_MODEL));
        Gates.Gate sweep = world.gates.close("sweep expired");

        world.submitted(world.input(false, Duration.ofMinutes(30)));
        world.sleep(Duration.ofMinutes(30));
        sweep.awaitReached();
        WorkflowUpdateHandle<BatchProgress> cancel = cancel();
        sweep.open();
        BatchProgress answer = cancel.getResult();
        world.result();

        assertThat(answer.expired()).isEqualTo(1);
        assertThat(world.steps().state()).isEqualTo(BatchState.expired);
    }

    private WorkflowUpdateHandle<BatchProgress> cancel() {
        return world.stub()
                .startUpdate("cancel", WorkflowUpdateStage.ACCEPTED, BatchProgress.class, "not needed any more");
    }
}
