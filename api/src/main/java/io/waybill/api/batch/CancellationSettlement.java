package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * What a cancellation found. The three counts of items together are all of them.
 *
 * @param done items that had succeeded or failed
 * @param released items that end without having run, whose money is back
 * @param inFlight items that have not ended yet: what still comes of them is not charged
 * @param capturedCost taken for what succeeded
 * @param releasedCost given back
 * @param heldCost held still, and given back in a moment
 */
@Schema(name = "CancellationSettlement")
record CancellationSettlement(
        @JsonProperty("done") long done,
        @JsonProperty("released") long released,
        @JsonProperty("in_flight") long inFlight,
        @JsonProperty("captured_cost") String capturedCost,
        @JsonProperty("released_cost") String releasedCost,
        @JsonProperty("held_cost") String heldCost) {

    CancellationSettlement {
        requireNonNull(capturedCost, "capturedCost");
        requireNonNull(releasedCost, "releasedCost");
        requireNonNull(heldCost, "heldCost");
    }
}
