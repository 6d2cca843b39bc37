package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.Submission.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Why a batch's money was not held.
 *
 * @param code the batch's failure code
 * @param message for people
 * @param verdict what the client is told
 */
record Refusal(String code, String message, Verdict verdict) {

    Refusal {
        requireNonNull(code, "code");
        requireNonNull(message, "message");
        requireNonNull(verdict, "verdict");
    }

    /** {@return why nothing is held; null where it is} */
    static @Nullable Refusal of(HeldBatch held, Nanos money) {
        String refusal = held.refusal();
        if (refusal != null) {
            String message = held.message();
            return new Refusal(refusal, message == null ? refusal : message, Verdict.refused);
        }
        if (held.held()) {
            return null;
        }
        String message = "the batch costs " + money.render(held.requiredNanos()) + ", available are "
                + money.render(held.availableNanos());
        return new Refusal("insufficient_funds", message, Verdict.insufficient_funds);
    }
}
