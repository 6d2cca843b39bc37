package io.waybill.activities.receipt;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes receipts of interactive calls and assertions, each signed by itself. Thread-safe. */
public interface SingleReceipts {

    /**
     * {@return the receipt of a call that the platform answered, signed}
     *
     * @param modelSha256 of the model's files, lower-case hex
     * @param micros the call took
     */
    SingleReceipt call(
            UUID accountId,
            String model,
            String modelSha256,
            byte[] requestBody,
            byte[] answerBody,
            long priceNanos,
            Instant startedAt,
            long micros);

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
}
