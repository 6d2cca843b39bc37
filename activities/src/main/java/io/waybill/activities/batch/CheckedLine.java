package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
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
 * @param problem null where it is an item to run
 */
record CheckedLine(
        int index,
        long offset,
        long length,
        @Nullable String customId,
        @Nullable PricedModel model,
        int tokens,
        long priceNanos,
        @Nullable RequestProblem problem) {

    static CheckedLine valid(RawLine line, String customId, PricedModel model, int tokens, long priceNanos) {
        requireNonNull(customId, "customId");
        return new CheckedLine(line.index(), line.offset(), line.length(), customId, model, tokens, priceNanos, null);
    }

    static CheckedLine invalid(RawLine line, @Nullable String customId, RequestProblem problem) {
        return new CheckedLine(line.index(), line.offset(), line.length(), customId, null, 0, 0, problem);
    }

    /** {@return the same line with a problem in place of the item} */
    CheckedLine withProblem(RequestProblem found) {
        return new CheckedLine(index, offset, length, customId, null, 0, 0, found);
    }

    /** {@return the same line, refused because item {@code firstIndex} has its {@code custom_id}} */
    CheckedLine asDuplicateOf(int firstIndex) {
        return withProblem(new RequestProblem(
                ItemError.duplicate_custom_id,
                "custom_id",
                "custom_id of line " + number() + " stands on line " + (firstIndex + 1) + " already"));
    }

    int number() {
        return index + 1;
    }
}
