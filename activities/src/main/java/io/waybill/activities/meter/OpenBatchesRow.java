package io.waybill.activities.meter;

import static java.util.Objects.requireNonNull;

/** Open batches of one state and lane. */
record OpenBatchesRow(String state, String lane, long batches, double oldestSeconds) {

    OpenBatchesRow {
        requireNonNull(state, "state");
        requireNonNull(lane, "lane");
    }

    boolean isOfSameKind(OpenBatchesRow other) {
        return state.equals(other.state) && lane.equals(other.lane);
    }
}
