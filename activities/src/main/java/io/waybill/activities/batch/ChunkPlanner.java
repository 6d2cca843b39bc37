package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts the items of a batch into chunks, and the chunks into shards, while the items pass by in order.
 *
 * <p>A small batch is remembered until its size is known: up to {@link #SINGLE_ITEMS_MAX} items are one chunk each, so
 * that all of it can be seen; above that chunks are small enough that all workers have some. From
 * {@link #REMEMBERED_ITEMS_MAX} items on nothing but the open chunk of each model is remembered.
 */
final class ChunkPlanner {

    /** Up to here each item is an activity of its own. */
    static final int SINGLE_ITEMS_MAX = 500;

    /** Up to here the batch's own workflow runs the chunks; 25 thousand small records are about a megabyte. */
    static final int REMEMBERED_ITEMS_MAX = 25_000;

    /** A workflow's history holds so many chunks with room to spare. */
    static final int SHARD_CHUNKS_MAX = 600;

    static final int SHARD_ITEMS_MAX = 50_000;

    /** So many chunks a batch is cut into at least, once it is worth it: workers come in tens. */
    private static final int CHUNKS_WANTED = 32;

    /** Below this a chunk costs more than its items. */
    private static final int CHUNK_MIN = 64;

    /** Where models alternate, a chunk ends after this many lines: each of its readers passes over all of them. */
    private static final int SPAN_LINES_MAX = 4_096;

    /** What a worker reads at once. */
    private static final long SPAN_BYTES_MAX = 8L << 20;

    /** What one more chunk costs: an activity and its settle. */
    private static final double CHUNK_SECONDS = 0.02;

    private final Map<Integer, PlannedModel> models = new LinkedHashMap<>();
    private final Map<Integer, OpenChunk> open = new LinkedHashMap<>();
    private final List<PlannedItem> remembered = new ArrayList<>();
    /**
     * Items since the last one that runs, by model; those of a small batch do not matter: its chunks are of one item.
     */
    private final Map<Integer, Integer> leftOut = new HashMap<>();

    private final List<ChunkRow> planned = new ArrayList<>();
    private boolean remembering;
    private int chunk;
    private int shard;
    private int shardItems;
    private int shardChunks;

    /** Goes on from {@code state}. */
    ChunkPlanner(State state) {
        state.models().forEach(model -> models.put(model.id(), model));
        state.open().forEach(part -> open.put(part.modelId(), part));
        remembered.addAll(state.remembered());
        remembering = state.remembering();
        chunk = state.chunk();
        shard = state.shard();
        shardItems = state.shardItems();
        shardChunks = state.shardChunks();
    }

    /** Takes the next valid item. */
    void add(PlannedItem item, PlannedModel model) {
        models.putIfAbsent(model.id(), model);
        if (!remembering) {
            place(item, model(item.modelId()).fullChunk());
            return;
        }
        remembered.add(item);
        if (remembered.size() > REMEMBERED_ITEMS_MAX) {
            placeRemembered();
        }
    }

    /** Notes that an item of a model lies here that does not run. */
    void leaveOut(int modelId) {
        leftOut.merge(modelId, 1, Integer::sum);
    }

    /** Ends the plan. */
    void finish() {
        placeRemembered();
        List.copyOf(open.values()).forEach(this::close);
    }

    /** {@return the chunks decided since the last call} */
    List<ChunkRow> drain() {
        List<ChunkRow> drained = List.copyOf(planned);
        planned.clear();
        return drained;
    }

    /** {@return the chunks decided so far} */
    int chunks() {
        return chunk;
    }

    /** {@return the shards so far, at least 1} */
    int shards() {
        return shard + 1;
    }

    State state() {
        return new State(
                remembering,
                remembered,
                List.copyOf(models.values()),
                List.copyOf(open.values()),
                chunk,
                shard,
                shardItems,
                shardChunks);
    }

    private void placeRemembered() {
        if (!remembering) {
            return;
        }
        remembering = false;
        int items = remembered.size();
        for (PlannedItem item : remembered) {
            int full = model(item.modelId()).fullChunk();
            place(item, items > REMEMBERED_ITEMS_MAX ? full : smallChunk(items, full));
        }
        remembered.clear();
    }

    private static int smallChunk(int items, int full) {
        if (items <= SINGLE_ITEMS_MAX) {
            return 1;
        }
        return Math.min(full, Math.max(CHUNK_MIN, items / CHUNKS_WANTED));
    }

    private void place(PlannedItem item, int size) {
        OpenChunk part = open.get(item.modelId());
        if (part != null && (!part.reaches(item) || isCut(item.modelId()))) {
            close(part);
            part = null;
        }
        OpenChunk grown = part == null ? OpenChunk.of(item) : part.with(item);
        open.put(item.modelId(), grown);
        if (grown.count() >= size) {
            close(grown);
        }
    }

    /** Within a chunk the worker would run what was left out, in vain: more of it than a chunk costs cuts the chunk. */
    private boolean isCut(int modelId) {
        Integer count = leftOut.remove(modelId);
        return count != null && count * model(modelId).secondsPerItem() > CHUNK_SECONDS;
    }

    private void close(OpenChunk part) {
        open.remove(part.modelId());
        if (shardChunks == SHARD_CHUNKS_MAX || shardItems + part.count() > SHARD_ITEMS_MAX) {
            shard++;
            shardItems = 0;
            shardChunks = 0;
        }
        planned.add(part.toRow(chunk, shard, model(part.modelId())));
        chunk++;
        shardChunks++;
        shardItems += part.count();
    }

    private PlannedModel model(int id) {
        return requireNonNull(models.get(id), "model of the plan");
    }

    /** A valid item. */
    record PlannedItem(int index, long offset, int length, int modelId, int tokens) {}

    /** A chunk that may still grow, from the first byte of its first line to the end of its last. */
    record OpenChunk(int modelId, long offset, long end, int firstIndex, int lastIndex, int count, long tokens) {

        static OpenChunk of(PlannedItem item) {
            return new OpenChunk(
                    item.modelId(),
                    item.offset(),
                    item.offset() + item.length(),
                    item.index(),
                    item.index(),
                    1,
                    item.tokens());
        }

        boolean reaches(PlannedItem item) {
            return item.index() - firstIndex < SPAN_LINES_MAX
                    && item.offset() + item.length() - offset <= SPAN_BYTES_MAX;
        }

        OpenChunk with(PlannedItem item) {
            return new OpenChunk(
                    modelId,
                    offset,
                    item.offset() + item.length(),
                    firstIndex,
                    item.index(),
                    count + 1,
                    tokens + item.tokens());
        }

        ChunkRow toRow(int chunk, int shard, PlannedModel model) {
            return new ChunkRow(
                    chunk,
                    shard,
                    offset,
                    end - offset,
                    firstIndex,
                    lastIndex - firstIndex + 1,
                    count,
                    tokens,
                    modelId,
                    model.pool(),
                    model.verb(),
                    model.timeoutSeconds(count));
        }
    }

    /**
     * All that a planner remembers.
     *
     * @param remembering whether the size of the batch may still be small
     * @param open chunks that may still grow, in the order in which they began
     */
    record State(
            boolean remembering,
            List<PlannedItem> remembered,
            List<PlannedModel> models,
            List<OpenChunk> open,
            int chunk,
            int shard,
            int shardItems,
            int shardChunks) {

        State {
            remembered = List.copyOf(remembered);
            models = List.copyOf(models);
            open = List.copyOf(open);
        }

        static State empty() {
            return new State(true, List.of(), List.of(), List.of(), 0, 0, 0, 0);
        }
    }
}
