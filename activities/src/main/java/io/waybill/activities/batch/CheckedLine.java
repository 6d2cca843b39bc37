package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import io.waybill.workflows.batch.ItemState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line as it was checked: an item to run, or a problem.
 *
 * @param index its number - 1
 * @param offset of its first byte in the segment
 * @param length in bytes, line end included
 * @param customId null where none could be read
 * @param model null where there is a problem
 * @param tokens of its inputs; 0 where there is a problem
 * @param priceNanos 0 where there is a problem
 * @param problem null where it is no item
 * @param content null where its result may not be reused
 * @param source whose result answers it; null where it runs itself
 */
record CheckedLine(
        int index,
        long offset,
        long length,
        @Nullable String customId,
        @Nullable PricedModel model,
        int tokens,
        long priceNanos,
        @Nullable RequestProblem problem,
        @Nullable UUID content,
        @Nullable SourceRef source) {

    static CheckedLine valid(
            RawLine line, String customId, PricedModel model, int tokens, long priceNanos, @Nullable UUID content) {
        requireNonNull(customId, "customId");
        return new CheckedLine(
                line.index(), line.offset(), line.length(), customId, model, tokens, priceNanos, null, content, null);
    }

    static CheckedLine invalid(RawLine line, @Nullable String customId, RequestProblem problem) {
        return new CheckedLine(line.index(), line.offset(), line.length(), customId, null, 0, 0, problem, null, null);
    }

    /** {@return the same line with a problem in place of the item} */
    CheckedLine withProblem(RequestProblem found) {
        return new CheckedLine(index, offset, length, customId, null, 0, 0, found, null, null);
    }

    /** {@return the same line, refused because item {@code firstIndex} has its {@code custom_id}} */
    CheckedLine asDuplicateOf(int firstIndex) {
        return withProblem(new RequestProblem(
                ItemError.duplicate_custom_id,
                "custom_id",
                "custom_id of line " + number() + " stands on line " + (firstIndex + 1) + " already"));
    }

    /** {@return the same line, answered by another item: it costs nothing} */
    CheckedLine answeredBy(SourceRef other) {
        return new CheckedLine(index, offset, length, customId, model, tokens, 0, problem, content, other);
    }

    /** {@return whether it is to run} */
    boolean runs() {
        return problem == null && source == null;
    }

    /** {@return whether it waits for another item of its batch, which runs} */
    boolean waits() {
        SourceRef answer = source;
        return answer != null && answer.isSameBatch();
    }

    /** {@return which item of the batch it waits for; only where it waits} */
    int sourceIndex() {
        SourceRef answer = source;
        if (answer == null) {
            throw new IllegalStateException("line " + number() + " waits for none");
        }
        return answer.index();
    }

    ItemState state() {
        SourceRef answer = source;
        if (problem != null) {
            return ItemState.failed;
        }
        return answer == null || answer.isSameBatch() ? ItemState.pending : ItemState.reused;
    }

    int number() {
        return index + 1;
    }
}
