package io.waybill.standalone.top;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A platform at one moment.
 *
 * @param at when it was looked at
 */
public record Snapshot(Instant at, List<PoolQueue> pools, List<OpenBatch> batches) {

    /** Checks that what must be there is. */
    public Snapshot {
        requireNonNull(at, "at");
        pools = List.copyOf(pools);
        batches = List.copyOf(batches);
    }

    /**
     * {@return open batches by a property of theirs, most items left first}
     *
     * @param before an earlier look, from which speed is known; this one itself where there is none
     */
    public List<Share> shares(Snapshot before, Function<OpenBatch, String> property) {
        Map<String, Long> earlier = before.batches.stream().collect(Collectors.toMap(OpenBatch::id, OpenBatch::ended));
        double seconds = Duration.between(before.at, at).toMillis() / 1_000.0;
        Map<String, Share> shares = new TreeMap<>();
        for (OpenBatch batch : batches) {
            long ended = batch.ended() - earlier.getOrDefault(batch.id(), batch.ended());
            var one = new Share(
                    property.apply(batch),
                    1,
                    batch.items() - batch.ended(),
                    seconds == 0 ? 0 : ended / seconds,
                    batch.heldNanos());
            shares.merge(one.name(), one, Share::plus);
        }
        return shares.values().stream()
                .sorted(Comparator.comparingLong(Share::left).reversed())
                .toList();
    }

    /**
     * Some of the open batches.
     *
     * @param left items that have not ended
     * @param itemsPerSecond that ended since the earlier look, in batches that are still open
     */
    public record Share(String name, int batches, long left, double itemsPerSecond, long heldNanos) {

        /** Checks that what must be there is. */
        public Share {
            requireNonNull(name, "name");
        }

        private Share plus(Share other) {
            return new Share(
                    name,
                    batches + other.batches,
                    left + other.left,
                    itemsPerSecond + other.itemsPerSecond,
                    heldNanos + other.heldNanos);
        }
    }
}
