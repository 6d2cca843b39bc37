package io.waybill.activities.batch;

import io.temporal.failure.ApplicationFailure;

/** Types of the failures of the batch steps that no repetition mends; the names are wire names. */
enum BatchFailure {
    /** There is no such batch. */
    BATCH_UNKNOWN,
    /** The batch has ended, or is about to, and the step belongs to an earlier state. */
    BATCH_ENDED,
    /** The request contradicts what is stored. */
    REQUEST_WRONG,
    /** An outcome object is gone, or is not what was answered. */
    OUTCOME_LOST;

    ApplicationFailure because(String message) {
        return ApplicationFailure.newNonRetryableFailure(message, name());
    }

    ApplicationFailure because(String message, Exception cause) {
        return ApplicationFailure.newNonRetryableFailureWithCause(message, name(), cause);
    }
}
