package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * Answer to a command on a batch.
 *
 * @param state after the command
 * @param lane after the command
 * @param progress as the database had it then
 */
public record Steered(BatchState state, Lane lane, BatchProgress progress) {

    /** The type of the failure of a command that the batch's state does not allow; its message is for clients. */
    public static final String STATE_FORBIDS = "STATE_FORBIDS";

    /** Checks that what must be there is. */
    public Steered {
        requireNonNull(state, "state");
        requireNonNull(lane, "lane");
        requireNonNull(progress, "progress");
    }
}
