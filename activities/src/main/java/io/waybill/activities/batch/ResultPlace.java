package io.waybill.activities.batch;

/**
 * A place in the results of a batch: that of a line already had.
 *
 * @param position of the move with which the item ended; 0 in input order
 * @param index of the item, from 0
 */
public record ResultPlace(long position, int index) {

    /** Checks ranges. */
    public ResultPlace {
        if (position < 0 || index < 0) {
            throw new IllegalArgumentException("place " + position + ", " + index + ": allowed is 0 or more");
        }
    }
}
