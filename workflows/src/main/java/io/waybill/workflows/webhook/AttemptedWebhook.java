package io.waybill.workflows.webhook;

import static java.util.Objects.requireNonNull;

/**
 * What came of an attempt.
 *
 * @param attempts of this round, this one included where it was one
 * @param delayMillis until the next one; 0 where there is none
 * @param note for operators: status and time, or what failed
 */
public record AttemptedWebhook(Verdict verdict, int attempts, long delayMillis, String note) {

    /** Checks that what must be there is. */
    public AttemptedWebhook {
        requireNonNull(verdict, "verdict");
        requireNonNull(note, "note");
    }

    /** What follows. */
    public enum Verdict {
        /** The receiver has it. */
        delivered,
        /** Another attempt, after the delay. */
        retry,
        /** Nothing was attempted, because the receiver has enough to do; after the delay. */
        postponed,
        /** Nobody will try again: a dead letter. */
        dead,
        /** Somebody redelivers it, or the endpoint is gone: this delivery is nobody's any more. */
        superseded
    }
}
