package io.waybill.activities.batch;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Clock clock;

    Reuse(ReusableMapper rows, Clock clock) {
        this.rows = rows;
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
        UUID[] contents = lines.stream()
                .map(CheckedLine::content)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(UUID[]::new);
        if (contents.length == 0 || !rows.any(accountId)) {
            return Map.of();
        }
        Map<UUID, SourceRef> found = new HashMap<>();
        for (ReusableRow row : rows.find(accountId, contents, clock.instant())) {
            found.put(row.content(), new SourceRef(row.batchId(), row.index()));
        }
        return found;
    }

    /** Remembers what a batch computed; safe to repeat. */
    void remember(UUID accountId, UUID batchId, long items) {
        for (long from = 0; from < items; from += BLOCK_ITEMS) {
            rows.remember(accountId, batchId, (int) from, (int) Math.min(items, from + BLOCK_ITEMS));
        }
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
