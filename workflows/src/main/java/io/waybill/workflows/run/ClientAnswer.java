package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.BatchInput;
import io.waybill.workflows.batch.BatchInput.Resumption;
import io.waybill.workflows.batch.Submission;
import io.waybill.workflows.batch.Submission.Verdict;
import org.jspecify.annotations.Nullable;

/** What the client is told of its submission: whatever is known first. */
final class ClientAnswer {

    private @Nullable Submission known; // null until the client can be answered

    /** A file is accepted before anything is known of it; a batch that was resumed was held by an earlier run. */
    ClientAnswer(BatchInput input) {
        Resumption resumption = input.resumption();
        if (!input.inline()) {
            known = new Submission(Verdict.accepted, 0, 0);
        } else if (resumption != null) {
            known = new Submission(Verdict.held, resumption.prepared().priceNanos(), 0);
        }
    }

    /** Answers, unless that was done before. */
    void give(Submission answer) {
        if (known == null) {
            known = answer;
        }
    }

    /** {@return the answer when it is known, whatever is cancelled meanwhile} */
    Submission await() {
        Workflow.newDetachedCancellationScope(() -> Workflow.await(() -> known != null))
                .run();
        return requireNonNull(known);
    }
}
