package io.waybill.activities.receipt;

import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes receipts of interactive calls and assertions, each signed by itself. Thread-safe. */
public interface SingleReceipts {

    /** {@return the receipt of a call that the platform ran, signed} */
    SingleReceipt call(ObservedCall call);

    /**
     * {@return the receipt of what a client says, signed by the key of assertions}
     *
     * @param executionId the client's name for where it ran; null for none
     */
    SingleReceipt assertion(
            UUID accountId, String inputText, String outputText, String model, @Nullable String executionId);

    /**
     * Stores receipts and queues them for the log. Takes part in the caller's transaction where there is one.
     *
     * @param also what happens in the same transaction, first
     */
    void store(Collection<SingleReceipt> receipts, Runnable also);

    /**
     * Stores receipts of calls whose charges are open, and makes those charges stand, both or neither; one whose charge
     * was given back meanwhile is left out, as its call turned out to be free. Takes part in the caller's transaction
     * where there is one.
     */
    void answered(Collection<SingleReceipt> receipts);
}
