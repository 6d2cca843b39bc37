package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Answer to {@link BatchWorkflow#submit}.
 *
 * @param verdict what became of the submission
 * @param requiredNanos the price; 0 where it is not known yet
 * @param availableNanos what the account had available; 0 where it was not asked
 */
public record Submission(Verdict verdict, long requiredNanos, long availableNanos) {

    /** Checks that what must be there is. */
    public Submission {
        requireNonNull(verdict, "verdict");
    }

    /** What became of a submission. */
    public enum Verdict {
        /** A file: it will be validated. */
        accepted,
        /** Priced and held. */
        held,
        /** The items are invalid; the batch has failed, its row says why. */
        invalid,
        /** Too little money; the batch has failed. */
        insufficient_funds,
        /** Account or key may not spend that much; the batch has failed, its row says why. */
        refused,
        /** Cancelled or expired before it was priced. */
        ended
    }
}
