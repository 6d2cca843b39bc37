package io.waybill.activities.receipt;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An interactive call that the platform ran.
 *
 * @param modelSha256 of the model's files, lower-case hex
 * @param answerBody null where its client went away before there was an answer: the call counts as cancelled
 * @param priceNanos 0 or more
 * @param reference of the charge; null where nothing was charged
 * @param micros the call took
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to hash, compared by nobody
public record ObservedCall(
        UUID accountId,
        String model,
        String modelSha256,
        byte[] requestBody,
        byte @Nullable [] answerBody,
        long priceNanos,
        @Nullable String reference,
        Instant startedAt,
        long micros) {

    /** Checks that what must be there is. */
    public ObservedCall {
        requireNonNull(accountId, "accountId");
        requireNonNull(model, "model");
        requireNonNull(modelSha256, "modelSha256");
        requireNonNull(requestBody, "requestBody");
        requireNonNull(startedAt, "startedAt");
        if ((priceNanos == 0) != (reference == null)) {
            throw new IllegalArgumentException("a call of " + priceNanos + " nano-units and charge " + reference);
        }
    }

    /** {@return the same without an answer: its client went away before} */
    public ObservedCall withoutAnswer() {
        return new ObservedCall(
                accountId, model, modelSha256, requestBody, null, priceNanos, reference, startedAt, micros);
    }
}
