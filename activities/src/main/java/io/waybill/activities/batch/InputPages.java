package io.waybill.activities.batch;

import java.util.List;
import java.util.UUID;

/** Items in input order, up to the first that has not ended: one that ends later is never behind a reader. */
final class InputPages implements ResultPages {

    private final ResultMapper rows;
    private final UUID batchId;
    private int after;

    InputPages(ResultMapper rows, UUID batchId, int after) {
        this.rows = rows;
        this.batchId = batchId;
        this.after = after;
    }

    @Override
    public List<ResultRow> next(int limit) {
        List<ResultRow> ended = rows.page(batchId, after, limit).stream()
                .takeWhile(ResultRow::isEnded)
                .toList();
        if (!ended.isEmpty()) {
            after = ended.getLast().index();
        }
        return ended;
    }
}
