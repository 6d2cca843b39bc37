package io.waybill.activities.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Items in the order in which they ended, by the moves with which they did. Moves of a batch are committed in the order
 * of their positions, so none appears before one that was seen.
 */
final class CompletionPages implements ResultPages {

    /** Moves looked at in one statement. */
    private static final int SPANS_MAX = 500;

    private final ResultMapper rows;
    private final SpanMapper spans;
    private final UUID batchId;
    private long position;
    private int after;

    /** Begins after a line; null for the beginning. */
    CompletionPages(ResultMapper rows, SpanMapper spans, UUID batchId, @Nullable ResultPlace after) {
        this.rows = rows;
        this.spans = spans;
        this.batchId = batchId;
        this.position = after == null ? 0 : after.position();
        this.after = after == null ? -1 : after.index();
    }

    @Override
    public List<ResultRow> next(int limit) {
        List<ResultRow> found = new ArrayList<>();
        while (found.size() < limit) {
            List<SpanRow> moves = few(spans.from(batchId, position, SPANS_MAX), limit);
            if (moves.isEmpty()) {
                return found;
            }
            List<ResultRow> ended = read(moves);
            List<ResultRow> taken = ended.subList(0, Math.min(ended.size(), limit - found.size()));
            found.addAll(taken);
            if (taken.size() < ended.size()) {
                position = taken.getLast().position();
                after = taken.getLast().index();
            } else {
                position = moves.getLast().position() + 1;
                after = -1;
            }
        }
        return found;
    }

    /** {@return the first moves, of about as many items as are wanted, and at least one} */
    private static List<SpanRow> few(List<SpanRow> moves, int limit) {
        long width = 0;
        int count = 0;
        while (count < moves.size() && (count == 0 || width < limit)) {
            SpanRow move = moves.get(count);
            width += move.lastIndex() - move.firstIndex() + 1L;
            count++;
        }
        return moves.subList(0, count);
    }

    private List<ResultRow> read(List<SpanRow> moves) {
        return rows.ended(
                batchId,
                moves.stream().mapToLong(SpanRow::position).toArray(),
                moves.stream().mapToInt(this::from).toArray(),
                moves.stream().mapToInt(SpanRow::lastIndex).toArray());
    }

    private int from(SpanRow move) {
        return move.position() == position ? Math.max(move.firstIndex(), after + 1) : move.firstIndex();
    }
}
