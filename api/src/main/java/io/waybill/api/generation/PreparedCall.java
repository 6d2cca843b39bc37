package io.waybill.api.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.key.Caller;
import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Quantities;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.generation.CountedRequest;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.workflows.batch.Lane;
import java.time.Instant;

/**
 * A call that is checked and counted, and has neither cost nor run anything yet.
 *
 * @param id of the call, 32 hex digits
 * @param promptTokensLikely what the prompt costs where the call is cut before its server told what it counted
 * @param body as the client sent it
 * @param begunNanos {@link System#nanoTime} when it came
 */
@SuppressWarnings("ArrayRecordComponent") // bytes passed on as they are, never compared
record PreparedCall(
        String id,
        Caller caller,
        InstalledModel model,
        CountedRequest counted,
        int promptTokensLikely,
        PriceSheet prices,
        byte[] body,
        Instant startedAt,
        long begunNanos) {

    PreparedCall {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        requireNonNull(model, "model");
        requireNonNull(counted, "counted");
        requireNonNull(prices, "prices");
        requireNonNull(body, "body");
        requireNonNull(startedAt, "startedAt");
    }

    GenerationRequest request() {
        return counted.request();
    }

    /** {@return the call's name in the journal} */
    String reference() {
        return "generation:" + id;
    }

    /** {@return the most it can cost, in nano-units} */
    long mostNanos() {
        return priceNanos(counted.promptTokens(), counted.completionTokensMost());
    }

    /** {@return what so many tokens cost, in nano-units; never more than the most} */
    long priceNanos(long promptTokens, long completionTokens) {
        return prices.priceNanos(
                model.manifest(),
                Quantities.text(
                        Math.min(promptTokens, counted.promptTokens()),
                        Math.min(completionTokens, counted.completionTokensMost())),
                Lane.interactive);
    }
}
