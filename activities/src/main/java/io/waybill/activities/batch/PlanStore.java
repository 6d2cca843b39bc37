package io.waybill.activities.batch;

import io.waybill.activities.database.Transactions;
import io.waybill.models.request.RequestProblem;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.PreparedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Stores the lines of a batch as items, its chunks, and in the end its plan. */
@Component
final class PlanStore {

    /** Items from which the planner is told of a batch: below it any plan is fast, above it the 0.1 s are not felt. */
    private static final int ANALYZED_MIN = 5_000;

    /** Most lines of a batch. */
    static final int LINES_MAX = 1_000_000;

    /** What one statement deletes. */
    private static final int DELETE_MAX = 10_000;

    /** Most models that a plan names. */
    private static final int MODELS_MAX = 20;

    private final BatchRows rows;
    private final BatchMapper batches;
    private final SegmentMapper segments;
    private final ItemMapper items;
    private final ItemBlock itemBlock;
    private final ChunkMapper chunks;
    private final SpanMapper spans;
    private final Reuse reuse;
    private final Transactions transactions;

    PlanStore(
            BatchRows rows,
            BatchMapper batches,
            SegmentMapper segments,
            ItemMapper items,
            ItemBlock itemBlock,
            ChunkMapper chunks,
            SpanMapper spans,
            Reuse reuse,
            Transactions transactions) {
        this.rows = rows;
        this.batches = batches;
        this.segments = segments;
        this.items = items;
        this.itemBlock = itemBlock;
        this.chunks = chunks;
        this.spans = spans;
        this.reuse = reuse;
        this.transactions = transactions;
    }

    /** {@return whether the lines were stored; not, and nothing else either, where another attempt was faster} */
    boolean store(BatchRow batch, Preparation preparation, List<CheckedLine> lines) {
        return transactions.call(() -> {
            if (overtaken(batch, preparation)) {
                return false;
            }
            storeLines(batch, preparation, lines);
            batches.proceed(batch.id(), preparation.lines(), Json.of(preparation.checkpoint()));
            return true;
        });
    }

    /** {@return the plan after the last lines; empty where another attempt was faster} */
    Optional<PreparedBatch> finish(BatchRow batch, Preparation preparation, List<CheckedLine> lines, boolean tooMany) {
        return transactions.call(() -> {
            if (overtaken(batch, preparation)) {
                return Optional.empty();
            }
            storeLines(batch, preparation, lines);
            if (tooMany) {
                return Optional.of(reject(batch.id(), preparation, tooManyLines(preparation)));
            }
            if (preparation.lines() == 0 && batch.dialect() != NewBatch.Dialect.open) {
                return Optional.of(reject(batch.id(), preparation, emptyInput(preparation)));
            }
            if (preparation.invalid() > 0 && !batch.quarantine()) {
                return Optional.of(reject(batch.id(), preparation, invalidLines(preparation)));
            }
            return Optional.of(accept(batch, preparation));
        });
    }

    /** Refuses a batch whose source cannot be read as lines at all. */
    Optional<PreparedBatch> refuse(BatchRow batch, Preparation preparation, String code, String message) {
        return transactions.call(() -> overtaken(batch, preparation)
                ? Optional.empty()
                : Optional.of(reject(batch.id(), preparation, refused(preparation, 1, code, message))));
    }

    /** {@return the plan, after the rows of a rejected batch are gone; safe to repeat} */
    PreparedBatch clear(UUID id, PreparedBatch plan) {
        if (plan.rejected()) {
            for (int from = 0; from < plan.items(); from += DELETE_MAX) {
                int begin = from;
                transactions.run(() -> items.deleteRange(id, begin, begin + DELETE_MAX));
            }
        }
        return plan;
    }

    ChunkPage page(UUID id, int shard, int after) {
        List<ChunkRefRow> found = chunks.page(id, shard, after, ChunkPage.LIMIT + 1);
        boolean more = found.size() > ChunkPage.LIMIT;
        return new ChunkPage(
                found.stream().limit(ChunkPage.LIMIT).map(ChunkRefRow::toRef).toList(), more);
    }

    private boolean overtaken(BatchRow batch, Preparation preparation) {
        BatchRow now = rows.stand(batch.id());
        if (now.plan() == null && now.state() != BatchState.validating) {
            throw BatchFailure.BATCH_ENDED.because("the batch is " + now.state() + ", nothing is prepared");
        }
        return now.plan() != null || now.preparedLines() != preparation.lines();
    }

    private void storeLines(BatchRow batch, Preparation preparation, List<CheckedLine> lines) {
        UUID id = batch.id();
        if (lines.isEmpty()) {
            return;
        }
        itemBlock.fill(lines);
        // Most blocks have no line that is over at once, and need no place in the order of completion.
        long position = isAnyOver(lines) ? spans.next(id) : 0;
        List<CheckedLine> stored = lines;
        if (items.insertBlock(id, position) < lines.size()) {
            position = spans.next(id);
            stored = storeDuplicates(id, position, lines);
        }
        if (isAnyOver(stored)) {
            spans.insert(
                    id, position, stored.getFirst().index(), stored.getLast().index());
        }
        if (batch.reuse()) {
            reuse.depend(id, stored);
        }
        preparation.take(stored);
        chunks.insert(id, preparation.planner().drain());
    }

    private static boolean isAnyOver(List<CheckedLine> lines) {
        return lines.stream().anyMatch(line -> line.state() != ItemState.pending);
    }

    /** Stores the lines whose {@code custom_id} was taken, as failed. A problem that they have themselves stays. */
    private List<CheckedLine> storeDuplicates(UUID id, long position, List<CheckedLine> lines) {
        List<CheckedLine> stored = new ArrayList<>(lines);
        List<CheckedLine> failed = new ArrayList<>();
        int first = lines.getFirst().index();
        for (DuplicateRow duplicate : items.duplicates(id)) {
            CheckedLine line = lines.get(duplicate.index() - first);
            CheckedLine refused = line.problem() != null ? line : line.asDuplicateOf(duplicate.first());
            stored.set(duplicate.index() - first, refused);
            failed.add(refused);
        }
        insertDuplicates(id, position, failed);
        return stored;
    }

    private void insertDuplicates(UUID id, long position, List<CheckedLine> failed) {
        int size = failed.size();
        var indexes = new int[size];
        var codes = new String[size];
        var messages = new String[size];
        var params = new @Nullable String[size];
        for (int i = 0; i < size; i++) {
            CheckedLine line = failed.get(i);
            RequestProblem problem = line.problem();
            if (problem == null) {
                throw new IllegalStateException("line " + line.number() + " has no problem");
            }
            indexes[i] = line.index();
            codes[i] = problem.error().name();
            messages[i] = problem.message();
            params[i] = problem.param();
        }
        items.insertDuplicates(id, position, indexes, codes, messages, params);
    }

    private PreparedBatch reject(UUID id, Preparation preparation, String reason) {
        chunks.deleteAll(id);
        spans.deleteAll(id);
        var plan = new PreparedBatch(
                preparation.lines(), preparation.invalid(), true, reason, 0, List.of(), 0, 1, ChunkPage.empty(), null);
        // None of its items runs, so all of them have failed.
        write(id, preparation, preparation.lines(), 0, plan);
        return plan;
    }

    private PreparedBatch accept(BatchRow batch, Preparation preparation) {
        UUID id = batch.id();
        ChunkPlanner planner = preparation.planner();
        planner.finish();
        chunks.insert(id, planner.drain());
        segments.count(id, preparation.lines());
        var plan = new PreparedBatch(
                preparation.lines(),
                preparation.invalid(),
                false,
                "",
                preparation.priceNanos(),
                planner.state().models().stream()
                        .map(PlannedModel::name)
                        .limit(MODELS_MAX)
                        .toList(),
                planner.chunks(),
                planner.shards(),
                planner.shards() == 1 ? page(id, 0, -1) : ChunkPage.empty(),
                batch.errorLimit());
        write(id, preparation, preparation.invalid(), preparation.priceNanos(), plan);
        if (preparation.lines() >= ANALYZED_MIN) {
            items.analyze();
        }
        return plan;
    }

    private void write(UUID id, Preparation preparation, long failed, long priceNanos, PreparedBatch plan) {
        long reused = plan.rejected() ? 0 : preparation.reused();
        var counts = new BatchCounts(preparation.lines(), reused, failed, 0, 0, 0, 0, 0, preparation.errors());
        batches.plan(
                id,
                preparation.lines(),
                counts,
                preparation.invalid(),
                Json.of(counts.errors()),
                Json.of(preparation.problems()),
                plan.models().toArray(String[]::new),
                priceNanos,
                preparation.doubles() > 0,
                Json.of(plan));
    }

    /** {@return the reason for there being too many, after noting it} */
    static String tooManyLines(Preparation preparation) {
        return refused(preparation, LINES_MAX + 1, "too_many_lines", "the input has more than " + LINES_MAX + " lines");
    }

    /** {@return the reason for there being none, after noting it} */
    static String emptyInput(Preparation preparation) {
        return refused(preparation, 1, "empty_input", "the input has no lines");
    }

    private static String refused(Preparation preparation, int line, String code, String message) {
        preparation.refuseWhole(line, code, message);
        return message;
    }

    static String invalidLines(Preparation preparation) {
        Batch.LineProblem first = preparation.problems().getFirst();
        return preparation.invalid() + " of " + preparation.lines() + " lines cannot run; the first is line "
                + first.line() + ": " + first.message();
    }
}
