package io.waybill.activities.batch;

import org.jspecify.annotations.Nullable;

/**
 * Items that one statement moved, grouped.
 *
 * @param wave of the run
 * @param state as stored
 * @param errorCode null where they succeeded
 * @param heldNanos sum of what they held
 * @param chargedNanos sum of what they cost
 */
record MovedRow(
        int chunk, int wave, int state, @Nullable String errorCode, long items, long heldNanos, long chargedNanos) {}
