package io.waybill.api.generation;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Models that all workers just said are full. While a hundred callers come back every second, those who would be
 * refused are refused without a hold that is written and given back. Thread-safe.
 */
final class BusyModels {

    /** What waits at a worker is seconds of work: no slot stays free for so short a time. */
    private static final Duration RECENT = Duration.ofMillis(200);

    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

    BusyModels(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Says again what the workers said a moment ago.
     *
     * @param digest of the model
     */
    void check(String digest) {
        var refusal = refusals.get(digest);
        if (refusal == null) {
            return;
        }
        if (nanoTime.getAsLong() - refusal.at() < RECENT.toNanos()) {
            throw new ApiFailure(ApiError.MODEL_BUSY, refusal.message()).retryAfter(COME_BACK);
        }
        refusals.remove(digest, refusal);
    }

    /** Remembers that the workers refused a call, where that is because they are full. */
    void note(String digest, ApiFailure failure) {
        if (failure.error() == ApiError.MODEL_BUSY) {
            refusals.put(digest, new Refusal(String.valueOf(failure.getMessage()), nanoTime.getAsLong()));
        }
    }

    private record Refusal(String message, long at) {}
}
