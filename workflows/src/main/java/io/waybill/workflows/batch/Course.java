package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

/**
 * How items are to run from now on.
 *
 * @param paused whether nothing new starts
 * @param lane of what starts
 */
public record Course(boolean paused, Lane lane) {

    /** Checks that what must be there is. */
    public Course {
        requireNonNull(lane, "lane");
    }
}
