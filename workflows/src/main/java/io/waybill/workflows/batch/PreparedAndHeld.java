package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Answer to {@link BatchActivities#prepareAndHold}.
 *
 * @param hold null where the plan is rejected, so that nothing was asked for
 */
public record PreparedAndHeld(PreparedBatch plan, @Nullable HeldBatch hold) {

    /** Checks that what must be there is. */
    public PreparedAndHeld {
        requireNonNull(plan, "plan");
    }
}
