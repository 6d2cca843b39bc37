package io.waybill.bench;

/**
 * When the pieces of a streamed answer came.
 *
 * @param firstMillis from the call to the first piece
 * @param eachMillis from piece to piece, on average
 * @param pieces how many
 */
record Times(double firstMillis, double eachMillis, int pieces) {

    /** Notes pieces as they come. */
    static final class Noting {

        private final long begun;
        private long first;
        private long last;
        private int pieces;

        Noting(long begun) {
            this.begun = begun;
        }

        void piece() {
            last = System.nanoTime();
            first = pieces++ == 0 ? last : first;
        }

        Times times() {
            return new Times((first - begun) / 1e6, (last - first) / 1e6 / Math.max(1, pieces - 1), pieces);
        }
    }
}
