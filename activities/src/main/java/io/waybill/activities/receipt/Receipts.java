package io.waybill.activities.receipt;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds receipts again, gives evidence of them, and forgets their content. Thread-safe. */
public interface Receipts {

    /**
     * {@return the receipt of an id, whose id nobody can guess}
     *
     * @throws ReceiptPending where it is not in the log yet
     * @throws ReceiptsDamaged where what is stored is not what stands in the log
     */
    Optional<FoundReceipt> find(UUID id);

    /** {@return whether signature and log agree with what is stored now} */
    boolean holds(FoundReceipt receipt);

    /**
     * {@return the evidence of a receipt, as canonical JSON}
     *
     * @param owner the account that asks; null, or another account's, for evidence without openings
     * @throws ReceiptPending where it is not in the log yet
     */
    byte[] evidence(FoundReceipt receipt, @Nullable UUID owner);

    /** {@return why the evidence for its owner opens less than the receipt commits to; empty where it opens all} */
    Optional<Unopened> unopened(FoundReceipt receipt);

    /** {@return the same of a whole batch, by the first of its items that commits to something} */
    Optional<Unopened> unopened(UUID accountId, UUID batchId);

    /**
     * {@return receipts of a batch in the order of its input; empty where the batch has none}
     *
     * @param from place of the first, from 0
     * @param limit 1 to 1,000
     * @throws ReceiptPending where they are not in the log yet
     */
    List<FoundReceipt> of(UUID accountId, UUID batchId, int from, int limit);

    /**
     * Writes the evidence of a whole batch, in memory that does not depend on its items. {@code out} is not closed.
     *
     * @throws ReceiptPending where it is not in the log yet; nothing is written then
     * @return false where the batch has no receipts
     */
    boolean evidence(UUID accountId, UUID batchId, OutputStream out) throws IOException;

    /**
     * Forgets the content of a receipt for good: overwrites its salts. Receipt, signature and log stay whole. A second
     * run does nothing.
     *
     * @return false where the account has no such receipt
     */
    boolean forget(UUID accountId, UUID id);
}
