package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchWorkflowTest {

    @RegisterExtension
    final World world = new World();

    @Test
    void runsInlineItemsToTheEnd() {
        world.with(Scenario.of(3, 1)).recordedAs("inline");

        Submission submission = world.submitted(world.input(true));
        BatchProgress end = world.result();

        assertThat(submission).isEqualTo(new Submission(Verdict.held, 3_000, 1_000_000_000));
        assertThat(end.succeeded()).isEqualTo(3);
        assertThat(end.capturedNanos()).isEqualTo(3_000);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
        assertThat(world.steps().calls()).containsOnlyOnce("prepare", "hold", "assemble", "attest", "close completed");
    }

    @Test
    void readsTheChunksOfAFileAPageAtATime() {
        world.with(Scenario.of(650, 10)).recordedAs("file");

        Submission submission = world.submitted(world.input(false));
        BatchProgress end = world.result();

        assertThat(submission).isEqualTo(new Submission(Verdict.accepted, 0, 0));
        assertThat(end.succeeded()).isEqualTo(650);
        assertThat(world.steps().calls().stream().filter("chunks"::equals)).hasSize(2);
        assertThat(world.inference().calls()).hasSize(65);
    }

    @Test
    void settlesManyChunksTogetherWhenTheyEndTogether() {
        world.with(Scenario.of(150, 1));
        Gates.Gate first = world.gates.close("settle");

        world.submitted(world.input(false));
        first.awaitReached();
        world.awaitRuns(150);
        first.open();
        BatchProgress end = world.result();

        assertThat(end.succeeded()).isEqualTo(150);
        assertThat(world.steps().settles().size()).isBetween(4, 6);
    }

    @Test
    void answersWhatIsMissingWhenThereIsTooLittleMoney() {
        world.with(Scenario.of(10, 1).withAvailable(9_999)).recordedAs("insufficient");

        Submission submission = world.submitted(world.input(true));
        world.result();

        assertThat(submission).isEqualTo(new Submission(Verdict.insufficient_funds, 10_000, 9_999));
        assertThat(world.steps().closed())
                .isEqualTo(new CloseBatch(
                        World.BATCH,
                        BatchState.failed,
                        "insufficient_funds",
                        "the batch costs 0.00001 USD, available are 0.000009999 USD"));
        assertThat(world.inference().calls()).isEmpty();
    }

    @Test
    void acceptsAFileThatFailsLaterForLackOfMoney() {
        world.with(Scenario.of(10, 5).withAvailable(0));

        Submission submission = world.submitted(world.input(false));
        world.result();

        assertThat(submission.verdict()).isEqualTo(Verdict.accepted);
        assertThat(world.steps().state()).isEqualTo(BatchState.failed);
    }

    @Test
    void failsABatchThatIsRejected() {
        world.with(Scenario.of(5, 1).withInvalid(2).rejecting()).recordedAs("rejected");

        Submission submission = world.submitted(world.input(true));
        world.result();

        assertThat(submission).isEqualTo(new Submission(Verdict.invalid, 0, 0));
        assertThat(world.steps().closed())
                .isEqualTo(new CloseBatch(World.BATCH, BatchState.failed, "invalid_batch", "line 3: input is empty"));
        assertThat(world.steps().calls()).doesNotContain("hold", "assemble");
    }

    @Test
    void failsABatchWhoseSourceCannotBeRead() {
        Scenario scenario = Scenario.of(5, 1);
        scenario.sourceUnreadable = true;
        world.with(scenario);

        Submission submission = world.submitted(world.input(true));
        world.result();

        assertThat(submission.verdict()).isEqualTo(Verdict.invalid);
        assertThat(world.steps().state()).isEqualTo(BatchState.failed);
    }

    @Test
    void failsABatchWhoseMoneyCannotEverBeHeld() {
        Scenario scenario = Scenario.of(5, 1);
        scenario.holdRefused = true;
        world.with(scenario);

        Submission submission = world.submitted(world.input(true));
        world.result();

        assertThat(submission.verdict()).isEqualTo(Verdict.invalid);
        assertThat(world.steps().state()).isEqualTo(BatchState.failed);
    }

    @Test
    void releasesItemsThatCannotBeEndedInAnyOtherWay() {
        Scenario scenario = Scenario.of(5, 1).withFate(2, Fate.NO_INPUT);
        scenario.abandonRefused = true;
        world.with(scenario);

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(4);
        assertThat(end.cancelled()).isEqualTo(1);
        assertThat(end.releasedNanos()).isEqualTo(1_000);
    }

    @Test
    void runsTheValidItemsOfAQuarantinedBatch() {
        world.with(Scenario.of(100, 10).withInvalid(0, 17, 99).withFate(50, Fate.BAD));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(96);
        assertThat(end.failed()).isEqualTo(4);
        assertThat(end.heldNanos()).isEqualTo(97_000);
        assertThat(end.capturedNanos()).isEqualTo(96_000);
        assertThat(end.releasedNanos()).isEqualTo(1_000);
        assertThat(end.errors()).isEqualTo(Map.of("bad_item", 1L));
    }

    @Test
    void completesABatchWithoutAnyValidItem() {
        world.with(Scenario.of(2, 1).withInvalid(0, 1));

        Submission submission = world.submitted(world.input(true));
        BatchProgress end = world.result();

        assertThat(submission).isEqualTo(new Submission(Verdict.held, 0, 1_000_000_000));
        assertThat(end.failed()).isEqualTo(2);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
        assertThat(world.steps().calls()).contains("hold", "assemble").doesNotContain("settle");
    }

    @Test
    void answersARepeatedSubmissionAsTheFirst() {
        world.with(Scenario.of(3, 1));
        Gates.Gate settle = world.gates.close("settle");
        BatchInput input = world.input(true);

        Submission first = world.submitted(input);
        Submission second = world.submitted(input);
        settle.open();
        world.result();

        assertThat(second).isEqualTo(first);
        assertThat(world.steps().calls()).containsOnlyOnce("prepare", "hold");
    }
}
