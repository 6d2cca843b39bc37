package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BatchActivities#prepare} found and planned.
 *
 * @param items all items, invalid ones included; 0 where the source could not be read as lines at all
 * @param invalid items that failed validation
 * @param rejected whether the batch must fail: something is invalid and the client asked for {@code reject}
 * @param reason why it is rejected, in one line for people; empty where it is not
 * @param priceNanos the price of all valid items
 * @param models models of the valid items, at most 20
 * @param chunks planned chunks
 * @param shards 1 where the batch's own workflow runs the chunks; else the number of child workflows
 * @param firstPage the first chunks of a batch with one shard, so that a small batch needs no second call
 * @param errorLimit how many items may fail; null for no limit
 */
public record PreparedBatch(
        long items,
        long invalid,
        boolean rejected,
        String reason,
        long priceNanos,
        List<String> models,
        int chunks,
        int shards,
        ChunkPage firstPage,
        @Nullable ErrorLimit errorLimit) {

    /** Most models that a plan names. */
    private static final int MODELS_MAX = 20;

    /** Copies the lists. */
    public PreparedBatch {
        requireNonNull(reason, "reason");
        models = List.copyOf(models);
        requireNonNull(firstPage, "firstPage");
    }

    /** {@return the batch's model, {@code mixed} or {@code none}} */
    public String modelLabel() {
        return switch (models.size()) {
            case 0 -> "none";
            case 1 -> models.getFirst();
            default -> "mixed";
        };
    }

    /** {@return the same after an addition} */
    public PreparedBatch grown(AddedItems addition) {
        List<String> all = Stream.concat(models.stream(), addition.models().stream())
                .distinct()
                .limit(MODELS_MAX)
                .toList();
        return new PreparedBatch(
                Math.max(items, addition.items()),
                invalid,
                rejected,
                reason,
                priceNanos,
                all,
                Math.max(chunks, addition.shards()),
                Math.max(chunks == 0 ? 0 : shards, addition.shards()),
                firstPage,
                errorLimit);
    }

    /** {@return the same without its first page, for a later run of the workflow} */
    public PreparedBatch withoutPage() {
        return new PreparedBatch(
                items, invalid, rejected, reason, priceNanos, models, chunks, shards, ChunkPage.empty(), errorLimit);
    }
}
