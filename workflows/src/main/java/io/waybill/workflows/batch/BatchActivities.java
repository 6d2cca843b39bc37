package io.waybill.workflows.batch;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The steps of a batch on the {@code batches} queue. Each is idempotent; its Javadoc names the key. */
@ActivityInterface
public interface BatchActivities {

    /**
     * Reads the source, checks, prices and stores every item, and plans chunks and shards. Moves the batch to
     * {@code validating}. Heartbeats the byte offset reached. Memory does not depend on the number of items. Key: rows
     * by (batch, index); a second run stores nothing twice and answers the same.
     */
    @ActivityMethod
    PreparedBatch prepare(String batchId);

    /**
     * Holds the price of the whole batch and moves it to {@code in_progress}, in one transaction; or, with too little
     * available, changes nothing. Key: {@code <batch>:hold}.
     */
    @ActivityMethod
    HeldBatch hold(HoldBatch request);

    /**
     * {@link #prepare}, then {@link #hold} where the plan is not rejected, for inline items: their client waits for
     * both, and they are few. A cancellation is heard while it prepares, not while it holds. Keys: those of the two.
     */
    @ActivityMethod
    PreparedAndHeld prepareAndHold(String batchId);

    /** Reads the chunks of {@code query.shard} after {@code query.afterChunk} in order, a page at a time. */
    @ActivityMethod
    ChunkPage chunks(ChunkQuery query);

    /**
     * Moves the items of ended chunks to their final state, captures and releases what the moved rows say, all in one
     * transaction. Key: {@code <batch>:settle:<chunk>:<wave>}, and each row moves only from {@code pending}.
     */
    @ActivityMethod
    BatchProgress settle(SettleChunks request);

    /**
     * Fails items that no worker could run, and releases their price. Key: {@code <batch>:abandon:<chunk>:<wave>}, and
     * each row moves only from {@code pending}.
     */
    @ActivityMethod
    BatchProgress abandon(AbandonItems request);

    /** Writes the batch's state where the table of moves allows it, and nothing where it is there already. */
    @ActivityMethod
    BatchProgress enter(EnterState request);

    /**
     * Writes whether a batch in progress is paused and why, and the lane of what has not begun; its price stays that of
     * its submission. Does nothing to a batch that has ended. Safe to repeat: it writes values.
     */
    @ActivityMethod
    BatchProgress steer(SteerBatch request);

    /**
     * Checks, prices, holds and plans the lines of one addition to an open batch, in one transaction; or answers why
     * not, and has changed nothing. Heartbeats. Key: {@code appendId}; a second run answers the same.
     */
    @ActivityMethod
    AddedItems add(AddItems request);

    /** Writes that nothing more is added to a batch. Safe to repeat. */
    @ActivityMethod
    BatchProgress seal(String batchId);

    /**
     * Moves what is still pending to {@code cancelled} or {@code expired} and releases its price. Key:
     * {@code <batch>:sweep}, and each row moves only from {@code pending}.
     */
    @ActivityMethod
    BatchProgress sweep(SweepBatch request);

    /** {@return counts and money as the database has them now} */
    @ActivityMethod
    BatchProgress count(String batchId);

    /**
     * Writes the indexes of the output and the error file, in input order, and publishes them. Key: file ids are a
     * function of the batch; a second run answers the same.
     */
    @ActivityMethod
    AssembledBatch assemble(String batchId);

    /**
     * Makes the receipts of all items, which have ended, signs the batch's statement over them and queues them for the
     * log. Heartbeats; goes on at the last part that was written. Does nothing for a batch without items. Key: the
     * batch; a second run changes nothing.
     */
    @ActivityMethod
    void attest(String batchId);

    /**
     * Releases what is still held, checks held = captured + released, and writes the terminal state, in one
     * transaction. Key: {@code <batch>:close}.
     */
    @ActivityMethod
    BatchProgress close(CloseBatch request);

    /**
     * Enters {@code finalizing}, then {@link #assemble}, {@link #attest}, and {@link #close} as completed: for batches
     * whose files are made in a moment. Keys: those of the four.
     */
    @ActivityMethod
    BatchProgress assembleAndClose(String batchId);
}
