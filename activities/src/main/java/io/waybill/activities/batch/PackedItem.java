package io.waybill.activities.batch;

import io.temporal.failure.ApplicationFailure;
import io.waybill.activities.receipt.EndedItem;
import io.waybill.receipts.receipt.Outcome;
import io.waybill.workflows.batch.ItemState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@link AttestMapper#page}.
 *
 * @param modelId -1 for none
 * @param chunk -1 where none answered
 * @param wave -1 where none answered
 * @param source whose result was reused; null where none was
 */
record PackedItem(
        int index,
        ItemState state,
        int modelId,
        long chargedNanos,
        int chunk,
        int wave,
        EndedItem.@Nullable Source source) {

    /** The least that a row takes. */
    static final int BYTES = 24;

    private static final byte[] NONE = {};
    private static final UUID SAME_BATCH = new UUID(0, 0);

    /** Hands over each row of a page. */
    static void each(byte[] packed, Consumer<PackedItem> taker) {
        var in = ByteBuffer.wrap(packed);
        while (in.hasRemaining()) {
            taker.accept(read(in));
        }
    }

    /** {@return the numbers of the runs that answered a page's rows, each once} */
    static List<Long> runs(byte[] packed) {
        Set<Long> runs = new LinkedHashSet<>();
        long[] last = {-1};
        each(packed, item -> {
            if (item.chunk >= 0 && item.run() != last[0]) {
                last[0] = item.run();
                runs.add(last[0]);
            }
        });
        return List.copyOf(runs);
    }

    private static PackedItem read(ByteBuffer in) {
        int index = in.getInt();
        ItemState state = ItemState.of(in.getShort());
        return new PackedItem(
                index,
                state,
                in.getShort(),
                in.getLong(),
                in.getInt(),
                in.getInt(),
                state == ItemState.reused ? source(in) : null);
    }

    private static EndedItem.Source source(ByteBuffer in) {
        var batch = new UUID(in.getLong(), in.getLong());
        return new EndedItem.Source(batch.equals(SAME_BATCH) ? null : batch, in.getInt());
    }

    static long run(int chunk, int wave) {
        return ((long) chunk << 32) | wave;
    }

    long run() {
        return run(chunk, wave);
    }

    /** {@return what ended without a run of its own} */
    EndedItem ended() {
        return ended(-1, null, null, NONE, NONE);
    }

    /** {@return what ended in a run} */
    EndedItem ended(int micros, @Nullable Instant startedAt, @Nullable Instant settledAt, byte[] input, byte[] output) {
        return new EndedItem(
                index, outcome(), modelId, micros, chargedNanos, startedAt, settledAt, input, output, source);
    }

    /** {@return the failure of a run that does not hold this item} */
    ApplicationFailure lost() {
        return BatchFailure.OUTCOME_LOST.because("run " + wave + " of chunk " + chunk + " has no item " + index);
    }

    private Outcome outcome() {
        return switch (state) {
            case succeeded -> Outcome.SUCCEEDED;
            case failed -> Outcome.FAILED;
            case cancelled -> Outcome.CANCELLED;
            case expired -> Outcome.EXPIRED;
            case reused -> Outcome.REUSED;
            case pending -> throw new IllegalStateException("item " + index + " has not ended");
        };
    }
}
