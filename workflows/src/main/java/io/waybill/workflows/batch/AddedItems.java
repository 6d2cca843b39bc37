package io.waybill.workflows.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer to {@link AddItems}.
 *
 * @param added items that are new, those that failed validation included
 * @param existing requests that were there already, with the same body
 * @param refusal code of why nothing was added, such as {@code insufficient_funds}; null where nothing was refused
 * @param message the same for people; null where {@code refusal} is
 * @param requiredNanos what the new items cost
 * @param availableNanos what the account had available
 * @param items of the whole batch, after this
 * @param shards of the whole batch, after this
 * @param models of the new items, at most 20
 */
public record AddedItems(
        int added,
        int existing,
        @Nullable String refusal,
        @Nullable String message,
        long requiredNanos,
        long availableNanos,
        long items,
        int shards,
        List<String> models) {

    /** Copies the list. */
    public AddedItems {
        models = List.copyOf(models);
    }

    /** {@return the answer where nothing was added, and why} */
    public static AddedItems refused(String code, String message, long requiredNanos, long availableNanos) {
        return new AddedItems(
                0,
                0,
                requireNonNull(code, "code"),
                requireNonNull(message, "message"),
                requiredNanos,
                availableNanos,
                0,
                0,
                List.of());
    }
}
