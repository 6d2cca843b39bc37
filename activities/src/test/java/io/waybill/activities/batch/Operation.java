package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

/**
 * What may happen to an account. Names, slots, chunks and waves are few, so that sequences repeat themselves. Amounts
 * are in items; {@code only} and {@code failing} are bits, one for each item of a chunk.
 */
sealed interface Operation {

    /** A credit. */
    record TopUp(int name, int items) implements Operation {}

    /** An interactive call that is charged. */
    record Charge(int name, int items) implements Operation {}

    /** An interactive call that came to nothing. */
    record GiveBack(int name) implements Operation {}

    /** An operation on one of the account's batches. */
    sealed interface OfBatch extends Operation {

        int slot();
    }

    /**
     * Submits a batch, or goes on with one that was submitted before.
     *
     * @param steps 0 stores it, 1 prepares it too, 2 holds the money too
     */
    record Submit(int slot, Shape shape, int steps) implements OfBatch {

        public Submit {
            requireNonNull(shape, "shape");
        }
    }

    /** Runs some items of a chunk, some of which fail, and settles; a run that was settled is settled again. */
    record Run(int slot, int chunk, int wave, int only, int failing) implements OfBatch {}

    /** The same for all chunks, settled together. */
    record RunAll(int slot, int wave, int only, int failing) implements OfBatch {}

    /** Gives up items of a chunk. */
    record Abandon(int slot, int chunk, int wave, int only) implements OfBatch {}

    /**
     * Cancels.
     *
     * @param whole false where the worker is lost on the way
     */
    record Cancel(int slot, boolean whole) implements OfBatch {}

    /** The completion window ends. */
    record Expire(int slot) implements OfBatch {}

    /** Runs what is left and ends the batch. */
    record Complete(int slot) implements OfBatch {}

    /** Reads the files of an ended batch. */
    record Read(int slot) implements OfBatch {}

    /**
     * A batch.
     *
     * @param items good lines
     * @param badAt where a bad line stands among them; -1 for nowhere
     * @param chunkItems good lines of a chunk
     */
    record Shape(int items, int badAt, boolean quarantine, int chunkItems) {

        int lines() {
            return items + (badAt < 0 ? 0 : 1);
        }
    }
}
