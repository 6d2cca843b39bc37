package io.waybill.activities.batch;

import io.waybill.activities.id.Ids;
import io.waybill.storage.object.ObjectStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Results by the rows of items, which say where in outcome objects their lines are. */
@Component
final class RowResults implements Results {

    private final ResultMapper rows;
    private final ItemMapper items;
    private final SpanMapper spans;
    private final ChunkRunMapper runs;
    private final OutcomeBlocks outcomes;
    private final ObjectStore objects;
    private final Clock clock;

    RowResults(
            ResultMapper rows,
            ItemMapper items,
            SpanMapper spans,
            ChunkRunMapper runs,
            OutcomeBlocks outcomes,
            ObjectStore objects,
            Clock clock) {
        this.rows = rows;
        this.items = items;
        this.spans = spans;
        this.runs = runs;
        this.outcomes = outcomes;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public Optional<ResultReader> open(UUID accountId, UUID batchId, ResultOrder order, @Nullable ResultPlace after) {
        if (rows.readable(accountId, batchId).isEmpty()) {
            return Optional.empty();
        }
        ResultPages pages = switch (order) {
            case input -> new InputPages(rows, batchId, after == null ? -1 : after.index());
            case completion -> new CompletionPages(rows, spans, batchId, after);
        };
        var lines = new RunLines(runs, outcomes, batchId);
        String id = Ids.render(Ids.BATCH, batchId);
        var contents = new LineContents(
                objects,
                lines,
                new ReusedLines(items, objects, lines, batchId, id),
                new ReusedCopies(items, objects, batchId, accountId.toString(), id),
                id);
        return Optional.of(new RowResultReader(() -> rows.readable(accountId, batchId), pages, contents));
    }

    @Override
    public Optional<String> gone(UUID accountId, UUID batchId) {
        return rows.kept(accountId, batchId).flatMap(row -> row.gone(clock.instant()));
    }

    @Override
    public List<ItemStatus> items(UUID accountId, UUID batchId, int limit) {
        if (rows.readable(accountId, batchId).isEmpty()) {
            return List.of();
        }
        return rows.page(batchId, -1, limit).stream().map(ResultRow::toStatus).toList();
    }
}
