package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
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
    }

    @Test
    void runsAFileToTheEnd() {
        world.with(Scenario.of(2_000, 100)).recordedAs("file");

        Submission submission = world.submitted(world.input(false));
        BatchProgress end = world.result();

        assertThat(submission.verdict()).isEqualTo(Verdict.accepted);
        assertThat(end.succeeded()).isEqualTo(2_000);
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
    }
}
