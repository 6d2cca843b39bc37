package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money of batches. Every call takes part in the caller's transaction (and fails outside one), happens once for its
 * reference, and locks the account's balance until that transaction ends. Lock order of the platform: account, then
 * batch; a transaction that has to touch a batch's row first calls {@link #lock} before it.
 */
public interface BatchMoney {

    /**
     * Locks the account's balance until the end of the transaction.
     *
     * @throws NoSuchAccount where there is none
     */
    Ledger.Balance lock(UUID accountId);

    /**
     * Moves {@code amountNanos} from available to held under {@code <batch>:hold}; nothing is posted for 0.
     *
     * @param keyId the credential that spends; null where it is not known
     * @return {@link HoldAnswer.Held}, for a repetition too, or {@link HoldAnswer.TooLittle}, and then nothing has
     *     moved
     * @throws ReferenceReused where the batch has held another amount before
     * @throws SpendingRefused where account or key may not spend that much; nothing has moved
     */
    HoldAnswer hold(UUID accountId, UUID batchId, @Nullable String keyId, long amountNanos);

    /**
     * Holds more for a batch that grows: the first time under {@code <batch>:hold}, then under
     * {@code <batch>:hold:<nano-units held before>}. The caller's row of the batch says what was held before, in the
     * same transaction, so each addition has a reference of its own. It counts in the month, and for the key, of the
     * first hold: what is released is taken back there.
     *
     * @param keyId the credential that spends; its limits are asked
     * @param heldNanos all that was ever held for the batch
     * @throws SpendingRefused where account or key may not spend that much, or one batch; nothing has moved
     */
    HoldAnswer holdMore(UUID accountId, UUID batchId, @Nullable String keyId, long amountNanos, long heldNanos);

    /** Holds for a batch whose credential is not known. */
    default HoldAnswer hold(UUID accountId, UUID batchId, long amountNanos) {
        return hold(accountId, batchId, null, amountNanos);
    }

    /**
     * Posts one entry for each chunk under {@code <batch>:settle:<chunk>:<wave>}: held to revenue what was captured,
     * held to available what is released. A chunk that moves nothing posts nothing; one that was posted before is left
     * as it is.
     *
     * @param chunks amounts of the rows that this transaction moved, each chunk once
     * @return how many entries were posted
     */
    int settle(UUID accountId, UUID batchId, List<ChunkMoney> chunks);

    /**
     * Moves {@code amountNanos} from held to available; nothing is posted for 0.
     *
     * @param reference such as {@code <batch>:close} or {@code <batch>:sweep}
     * @return whether it was posted now: false for 0 and for a repetition
     * @throws ReferenceReused where the reference names another amount, account or kind of entry
     */
    boolean release(UUID accountId, UUID batchId, String reference, long amountNanos);

    /**
     * Gives back what was captured: moves {@code amountNanos} from refunds to available.
     *
     * @param amountNanos positive; the caller sees to it that no more is given back than was captured
     * @return whether it was posted now: false for a repetition
     * @throws ReferenceReused where the reference names another amount, account or kind of entry
     */
    boolean refund(UUID accountId, UUID batchId, String reference, long amountNanos, String memo);

    /** What became of a hold. */
    sealed interface HoldAnswer {

        /** The money is held. */
        record Held() implements HoldAnswer {}

        /** Too little is available. */
        record TooLittle(long requiredNanos, long availableNanos) implements HoldAnswer {}
    }

    /**
     * Money of one run of a chunk, in nano-units.
     *
     * @param capturedNanos sum of the prices of its items that succeeded, 0 or more
     * @param releasedNanos the rest of what was held for the items that ended, 0 or more
     */
    record ChunkMoney(int chunk, int wave, long capturedNanos, long releasedNanos) {

        /** Checks the signs. */
        public ChunkMoney {
            if (capturedNanos < 0 || releasedNanos < 0) {
                throw new IllegalArgumentException("chunk " + chunk + " wave " + wave + " has captured " + capturedNanos
                        + " and released " + releasedNanos + ", neither may be negative");
            }
        }

        String reference(UUID batchId) {
            return requireNonNull(batchId, "batchId") + ":settle:" + chunk + ":" + wave;
        }
    }
}
