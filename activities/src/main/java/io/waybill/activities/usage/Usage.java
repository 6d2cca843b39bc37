package io.waybill.activities.usage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account used: items of batches that succeeded, and calls that were charged. Costs are what the ledger
 * captured less what it refunded.
 */
public interface Usage {

    /** Most entries of one call. */
    int LIMIT_MAX = 500;

    /** Most entries that may be skipped; who wants more goes on from the last one. */
    int OFFSET_MAX = 10_000;

    /**
     * {@return entries in the order in which their batches and calls began, newest first}
     *
     * @param offset entries to skip, 0 to {@link #OFFSET_MAX}
     * @param limit 1 to {@link #LIMIT_MAX}
     */
    List<Entry> logs(UUID accountId, Filter filter, Place before, int offset, int limit);

    /** {@return totals by model, the dearest first} */
    List<Total> byModel(UUID accountId, Filter filter);

    /**
     * Which usage.
     *
     * @param model null for all
     * @param batchId null for all, and for calls
     * @param from first instant, null for the beginning; the instant is when the money was taken
     * @param to the instant after the last, null for no end
     */
    record Filter(
            @Nullable String model,
            @Nullable UUID batchId,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Where an entry stands: the id of its batch or call, and the item's index, 0 for a call. */
    record Place(UUID source, int index) {

        /** Before everything. */
        public static final Place NEWEST = new Place(new UUID(-1, -1), Integer.MAX_VALUE);

        /** Checks that what must be there is. */
        public Place {
            requireNonNull(source, "source");
        }
    }

    /**
     * One request.
     *
     * @param batch whether it was an item of a batch, whose id is the source of {@code place}
     * @param customId of the item; null for a call
     * @param keyId null where it is not known
     */
    record Entry(
            Place place,
            boolean batch,
            @Nullable String customId,
            @Nullable String keyId,
            String model,
            long inputTokens,
            long outputTokens,
            long chargedNanos,
            long refundedNanos,
            Instant at) {

        /** Checks that what must be there is. */
        public Entry {
            requireNonNull(place, "place");
            requireNonNull(model, "model");
            requireNonNull(at, "at");
        }

        /** {@return what it costs, after refunds} */
        public long costNanos() {
            return chargedNanos - refundedNanos;
        }
    }

    /** What a model was used for. */
    record Total(String model, long requests, long inputTokens, long outputTokens, long costNanos) {

        /** Checks that what must be there is. */
        public Total {
            requireNonNull(model, "model");
        }
    }
}
