package io.waybill.activities.batch;

import io.waybill.storage.outcome.ItemOutcome;
import io.waybill.storage.outcome.OutcomeBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of settled runs lie. Remembers the blocks of the runs used last: as many as may alternate, however
 * long the batch is.
 */
final class RunLines {

    /** Models that alternate, and waves of a chunk. */
    private static final int BLOCKS_MAX = 32;

    private static final int ROWS_AHEAD = 100;

    private final ChunkRunMapper runs;
    private final OutcomeBlocks outcomes;
    private final UUID id;
    private final Map<Long, Block> blocks = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Block> eldest) {
            return size() > BLOCKS_MAX;
        }
    };

    private List<ChunkRunRow> ahead = List.of();

    RunLines(ChunkRunMapper runs, OutcomeBlocks outcomes, UUID id) {
        this.runs = runs;
        this.outcomes = outcomes;
        this.id = id;
    }

    /** {@return where the line of an item lies that the run wrote} */
    Place find(int chunk, int wave, int index) {
        long number = ((long) chunk << 32) | wave;
        Block block = blocks.get(number);
        if (block == null) {
            block = read(chunk, wave);
            blocks.put(number, block);
        }
        ItemOutcome item = block.item(index);
        long from = item.succeeded() ? 0 : block.run().resultBytes();
        return new Place(block.run().objectKey(), from + item.offset(), item.length(), item.outputSha256());
    }

    /** {@return whether the run wrote the object of this key, as far as is remembered} */
    boolean isOf(int chunk, int wave, String key) {
        Block block = blocks.get(((long) chunk << 32) | wave);
        return block != null && block.run().objectKey().equals(key);
    }

    private Block read(int chunk, int wave) {
        ChunkRunRow run = row(chunk, wave);
        if (run == null) {
            // Runs are asked for nearly in order, so those that follow come with it.
            ahead = runs.from(id, chunk, wave, ROWS_AHEAD);
            run = row(chunk, wave);
        }
        if (run == null) {
            throw BatchFailure.OUTCOME_LOST.because("run " + wave + " of chunk " + chunk + " was not settled");
        }
        return new Block(run, outcomes.read(run));
    }

    private @Nullable ChunkRunRow row(int chunk, int wave) {
        for (ChunkRunRow run : ahead) {
            if (run.chunk() == chunk && run.wave() == wave) {
                return run;
            }
        }
        return null;
    }

    /** {@return the lines of another batch's runs} */
    RunLines of(UUID batch) {
        return batch.equals(id) ? this : new RunLines(runs, outcomes, batch);
    }

    /** Bytes of an object, newline included; the hash is of those without it. */
    record Place(String key, long offset, int length, String sha256) {}

    private record Block(ChunkRunRow run, OutcomeBlock outcome) {

        ItemOutcome item(int index) {
            var items = outcome.items();
            int low = 0;
            int high = items.size() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                int found = items.get(middle).index();
                if (found == index) {
                    return items.get(middle);
                }
                if (found < index) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            throw BatchFailure.OUTCOME_LOST.because("outcome " + run.objectKey() + " has no item " + index);
        }
    }
}
