package io.waybill.workflows.run;

import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.ErrorLimit;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.inference.InferChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A batch as the fakes know it: its plan, what will become of its items, and the item table. */
final class Scenario {

    static final String POOL = "test";
    static final long PRICE_NANOS = 1_000;

    final int items;
    final int chunkSize;
    final int shards;
    final Set<Integer> invalid = new TreeSet<>();
    final ItemState[] table;
    private final Map<Integer, List<Fate>> fates = new ConcurrentHashMap<>();
    boolean crowded;
    boolean repeated;
    boolean abandonRefused;
    boolean holdRefused;
    boolean reject;
    long availableNanos = 1_000_000_000;

    @Nullable
    ErrorLimit errorLimit; // null for no limit

    boolean open;

    boolean storeAway;
    boolean sourceUnreadable;

    private Scenario(int items, int chunkSize, int shards) {
        this.items = items;
        this.chunkSize = chunkSize;
        this.shards = shards;
        this.table = new ItemState[items];
        for (int index = 0; index < items; index++) {
            table[index] = ItemState.pending;
        }
    }

    static Scenario of(int items, int chunkSize) {
        return new Scenario(items, chunkSize, 1);
    }

    static Scenario ofShards(int items, int chunkSize, int shards) {
        return new Scenario(items, chunkSize, shards);
    }

    Scenario withInvalid(Integer... indexes) {
        invalid.addAll(List.of(indexes));
        invalid.forEach(index -> table[index] = ItemState.failed);
        return this;
    }

    /** A shard begins again, so its runs are settled again, which moves nothing. */
    Scenario repeated() {
        repeated = true;
        return this;
    }

    /** Runs share workers, and die with them. */
    Scenario crowded() {
        crowded = true;
        return this;
    }

    Scenario rejecting() {
        reject = true;
        return this;
    }

    Scenario withAvailable(long nanos) {
        availableNanos = nanos;
        return this;
    }

    /** The fates of an item, one for each time it runs; the last one stays. */
    Scenario withFate(int index, Fate... next) {
        fates.put(index, new ArrayList<>(List.of(next)));
        return this;
    }

    synchronized Fate nextFate(int index) {
        List<Fate> next = fates.getOrDefault(index, List.of(Fate.OK));
        return next.size() > 1 ? next.removeFirst() : next.getFirst();
    }

    /** {@return whether a run may lose its worker} */
    boolean mayDie(InferChunk run) {
        return crowded
                || fates.entrySet().stream()
                        .anyMatch(entry -> entry.getValue().contains(Fate.KILLS)
                                && (run.only().isEmpty()
                                        ? chunkOf(entry.getKey()) == run.ref().chunk()
                                        : run.only().contains(entry.getKey())));
    }

    long valid() {
        return (long) items - invalid.size();
    }

    int chunkOf(int index) {
        return index / chunkSize;
    }

    /** Chunks without a valid item are not planned. */
    List<ChunkRef> chunks() {
        List<ChunkRef> chunks = new ArrayList<>();
        for (int first = 0; first < items; first += chunkSize) {
            int lines = Math.min(chunkSize, items - first);
            int count = 0;
            for (int index = first; index < first + lines; index++) {
                count += invalid.contains(index) ? 0 : 1;
            }
            if (count > 0) {
                chunks.add(new ChunkRef(
                        first / chunkSize,
                        POOL,
                        "all-minilm-l6-v2",
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        "embed",
                        "batches/b-0190a1b2c3d4/segments/000000.jsonl",
                        first * 100L,
                        lines * 100L,
                        first,
                        lines,
                        count,
                        23L * count,
                        30));
            }
        }
        return chunks;
    }

    List<ChunkRef> chunksOf(int shard) {
        List<ChunkRef> all = chunks();
        int each = (all.size() + shards - 1) / shards;
        return all.subList(Math.min(all.size(), shard * each), Math.min(all.size(), (shard + 1) * each));
    }

    synchronized Map<ItemState, Integer> counts() {
        Map<ItemState, Integer> counts = new TreeMap<>();
        for (ItemState state : table) {
            counts.merge(state, 1, Integer::sum);
        }
        return counts;
    }

    synchronized List<Integer> indexesIn(ItemState state) {
        List<Integer> indexes = new ArrayList<>();
        for (int index = 0; index < items; index++) {
            if (table[index] == state) {
                indexes.add(index);
            }
        }
        return indexes;
    }
}
