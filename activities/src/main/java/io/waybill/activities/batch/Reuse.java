package io.waybill.activities.batch;

import io.waybill.workflows.batch.ItemState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds items that were computed before for their account, and remembers those that are. One query a block, and none
 * for a batch that does not want it.
 */
@Component
final class Reuse {

    /** What was computed longer ago is computed again, so that the index is bounded by what an account does so long. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** What one statement remembers. */
    private static final int BLOCK_ITEMS = 10_000;

    private static final int MILLIS_SHIFT = 16;

    private final ReusableMapper rows;
    private final ItemMapper items;
    private final Clock clock;

    Reuse(ReusableMapper rows, ItemMapper items, Clock clock) {
        this.rows = rows;
        this.items = items;
        this.clock = clock;
    }

    /**
     * {@return the lines, those that need not run with what answers them}
     *
     * @param memory of the lines before
     */
    List<CheckedLine> answered(UUID accountId, List<CheckedLine> lines, ReuseMemory memory) {
        Map<UUID, SourceRef> earlier = earlier(accountId, lines);
        List<CheckedLine> answered = new ArrayList<>(lines.size());
        for (CheckedLine line : lines) {
            answered.add(answered(line, earlier, memory));
        }
        return answered;
    }

    private static CheckedLine answered(CheckedLine line, Map<UUID, SourceRef> earlier, ReuseMemory memory) {
        boolean fresh = memory.isFirst(line.customId(), line.index());
        UUID content = line.content();
        if (!fresh || content == null || line.problem() != null) {
            return line;
        }
        SourceRef source = earlier.get(content);
        if (source != null) {
            return line.answeredBy(source);
        }
        int first = memory.first(content, line.index());
        return first == line.index() ? line : line.answeredBy(new SourceRef(null, first));
    }

    private Map<UUID, SourceRef> earlier(UUID accountId, List<CheckedLine> lines) {
        UUID[] contents = Arrays.stream(contents(lines)).distinct().toArray(UUID[]::new);
        if (contents.length == 0 || !rows.any(accountId)) {
            return Map.of();
        }
        Map<UUID, SourceRef> found = new HashMap<>();
        List<ReusableRow> computed = rows.find(accountId, contents);
        UUID[] batches = computed.stream().map(ReusableRow::batchId).distinct().toArray(UUID[]::new);
        Set<UUID> readable = batches.length == 0 ? Set.of() : rows.readable(batches, clock.instant());
        for (ReusableRow row : computed) {
            if (readable.contains(row.batchId())) {
                found.put(row.content(), new SourceRef(row.batchId(), row.index()));
            }
        }
        return found;
    }

    /** {@return the lines of an addition, those that need not run with what answers them} */
    List<CheckedLine> added(BatchRow batch, List<CheckedLine> lines) {
        var memory = new ReuseMemory();
        rows.added(batch.id(), contents(lines)).forEach(row -> memory.first(row.content(), row.index()));
        return answered(batch.accountId(), lines, memory);
    }

    /**
     * Notes in the transaction that stores an addition what equal items that come later wait for, and ends those whose
     * answer is there.
     *
     * @return items of the addition that are answered
     */
    long store(UUID batchId, List<CheckedLine> lines) {
        depend(batchId, lines);
        List<CheckedLine> fresh = lines.stream()
                .filter(line -> line.runs() && line.content() != null)
                .toList();
        if (!fresh.isEmpty()) {
            rows.add(
                    batchId,
                    contents(fresh),
                    fresh.stream().mapToInt(CheckedLine::index).toArray());
        }
        int[] sources = lines.stream()
                .filter(CheckedLine::waits)
                .mapToInt(CheckedLine::sourceIndex)
                .distinct()
                .toArray();
        long answered = sources.length == 0
                ? 0
                : items.answer(batchId, sources).stream()
                        .mapToLong(MovedRow::items)
                        .sum();
        long known =
                lines.stream().filter(line -> line.state() == ItemState.reused).count();
        return answered + known;
    }

    /**
     * Notes in the transaction that stores lines which batches answer some of them: their results stay until these have
     * been copied.
     *
     * @throws IllegalStateException where one of them was deleted meanwhile: who looks again finds it no more
     */
    void depend(UUID batchId, List<CheckedLine> lines) {
        UUID[] sources = lines.stream()
                .map(CheckedLine::source)
                .filter(Objects::nonNull)
                .map(SourceRef::batchId)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toArray(UUID[]::new);
        if (sources.length == 0) {
            return;
        }
        if (rows.keep(sources).size() < sources.length) {
            throw new IllegalStateException("a batch whose results were to be reused has been deleted meanwhile");
        }
        rows.depend(batchId, sources);
    }

    private static UUID[] contents(List<CheckedLine> lines) {
        return lines.stream().map(CheckedLine::content).filter(Objects::nonNull).toArray(UUID[]::new);
    }

    /** Remembers what a batch computed; safe to repeat. */
    void remember(UUID accountId, UUID batchId, long items) {
        for (long from = 0; from < items; from += BLOCK_ITEMS) {
            rows.remember(accountId, batchId, (int) from, (int) Math.min(items, from + BLOCK_ITEMS));
        }
        rows.forgetAdded(batchId);
        long oldest = clock.instant().minus(KEPT).toEpochMilli();
        rows.forget(accountId, new UUID(oldest << MILLIS_SHIFT, 0));
    }

    /** Lines of one batch that were seen. */
    static final class ReuseMemory {

        private final SeenIds ids = new SeenIds();
        private final SeenContents contents = new SeenContents();

        /** Notes a line that was stored before. */
        void add(SeenRow row) {
            isFirst(row.customId(), row.index());
            UUID content = row.content();
            if (content != null) {
                first(content, row.index());
            }
        }

        boolean isFirst(@Nullable String customId, int index) {
            return customId == null || ids.first(customId, index) == index;
        }

        int first(UUID content, int index) {
            return contents.first(content, index);
        }
    }
}
