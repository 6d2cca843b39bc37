package io.waybill.workflows.batch;

/** State of a batch; {@link #canMoveTo} is the table of allowed moves, drawn in docs/architecture.md. */
public enum BatchState {
    /** Stored; the workflow has not begun. */
    pending,
    /** Reading, checking and pricing the items. */
    validating,
    /** Priced, the money held, items running. */
    in_progress,
    /** Held back on request; nothing new starts. */
    paused,
    /** All items ended; files are being assembled. */
    finalizing,
    /** Ended: every item ran. */
    completed,
    /** Ended before any item ran: invalid, or too little money. */
    failed,
    /** Cancellation asked for; what is in flight winds down. */
    cancelling,
    /** Ended by request. */
    cancelled,
    /** Ended because the completion window was over. */
    expired;

    /** {@return whether a batch in this state may next be in {@code next}} */
    public boolean canMoveTo(BatchState next) {
        return switch (this) {
            case pending -> next == validating || next == failed || next == cancelling || next == expired;
            case validating -> next == in_progress || next == failed || next == cancelling || next == expired;
            case in_progress -> next == paused || next == finalizing || next == cancelling || next == expired;
            case paused -> next == in_progress || next == finalizing || next == cancelling || next == expired;
            case finalizing -> next == completed;
            case cancelling -> next == cancelled;
            case completed, failed, cancelled, expired -> false;
        };
    }

    /** {@return whether nothing comes after this state} */
    public boolean isTerminal() {
        return switch (this) {
            case completed, failed, cancelled, expired -> true;
            case pending, validating, in_progress, paused, finalizing, cancelling -> false;
        };
    }
}
