package io.waybill.activities.batch;

import io.waybill.storage.outcome.ItemOutcome;
import io.waybill.storage.outcome.OutcomeBlock;
import io.waybill.workflows.batch.ItemState;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Items of ended runs as columns, one array each, for one statement. */
final class EndedItems {

    private final List<Integer> indexes = new ArrayList<>();
    private final List<Short> states = new ArrayList<>();
    private final List<@Nullable String> codes = new ArrayList<>();
    private final List<Integer> chunks = new ArrayList<>();
    private final List<Integer> waves = new ArrayList<>();
    private final List<Short> modelIds = new ArrayList<>();
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Integer> runs = new ArrayList<>();
    private int added;

    /**
     * Adds a run.
     *
     * @throws io.temporal.failure.ApplicationFailure {@link BatchFailure#OUTCOME_LOST} where the block has an item that
     *     is not of the chunk
     */
    void add(ChunkRunRow run, ChunkSpan span, OutcomeBlock block) {
        for (ItemOutcome item : block.items()) {
            if (!span.has(item.index())) {
                throw BatchFailure.OUTCOME_LOST.because("outcome " + run.objectKey() + " has item " + item.index()
                        + ", chunk " + span.chunk() + " has " + span.lineCount() + " lines from "
                        + span.firstIndex());
            }
            indexes.add(item.index());
            states.add((short) (item.succeeded() ? ItemState.succeeded : ItemState.failed).code());
            codes.add(item.succeeded() ? null : item.errorCode());
            chunks.add(run.chunk());
            waves.add(run.wave());
            modelIds.add((short) span.modelId());
            tokens.add(item.tokens());
            runs.add(added);
        }
        added++;
    }

    int[] indexes() {
        return ints(indexes);
    }

    List<MovedRow> settle(ItemMapper items, UUID batchId, long position, MeteredPrices prices) {
        return items.settle(
                batchId,
                position,
                ints(indexes),
                shorts(states),
                codes.toArray(String[]::new),
                ints(chunks),
                ints(waves),
                shorts(modelIds),
                ints(tokens),
                ints(runs),
                prices);
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    private static short[] shorts(List<Short> values) {
        var array = new short[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
