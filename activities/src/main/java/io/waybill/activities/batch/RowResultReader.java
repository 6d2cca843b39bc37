package io.waybill.activities.batch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads results page by page. */
final class RowResultReader implements ResultReader {

    private final Supplier<Optional<ReadableRow>> batch;
    private final ResultPages pages;
    private final LineContents contents;
    private boolean complete;

    RowResultReader(Supplier<Optional<ReadableRow>> batch, ResultPages pages, LineContents contents) {
        this.batch = batch;
        this.pages = pages;
        this.contents = contents;
    }

    @Override
    public List<ResultLine> next(int limit) {
        // First whether it has ended, then what there is: in this order nothing that ended last is missed.
        Optional<ReadableRow> now = batch.get();
        if (now.isEmpty() || !now.get().isReadable()) {
            complete = now.isEmpty();
            return List.of();
        }
        List<ResultLine> page =
                pages.next(limit).stream().map(ResultRow::toLine).toList();
        complete = now.get().state().isTerminal() && page.size() < limit;
        contents.begin(page);
        return page;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public void copy(ResultLine line, OutputStream out) throws IOException {
        contents.copy(line, out);
    }

    @Override
    public Optional<Source> source(ResultLine line) {
        return Optional.ofNullable(contents.source(line))
                .map(source -> new Source(source.sourceBatch(), source.sourceIndex()));
    }

    @Override
    public void close() {
        contents.close();
    }
}
