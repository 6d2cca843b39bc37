package io.waybill.api.request;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, as OpenAI's clients read it.
 *
 * @param firstId null where the page is empty
 * @param lastId what {@code after} takes for the next page; null where the page is empty
 */
public record Page<T>(
        @JsonProperty("object") String object,
        @JsonProperty("data") List<T> data,
        @JsonProperty("first_id") @Nullable String firstId,
        @JsonProperty("last_id") @Nullable String lastId,
        @JsonProperty("has_more") boolean hasMore) {

    /** Copies the list. */
    public Page {
        requireNonNull(object, "object");
        data = List.copyOf(data);
    }

    /** {@return the first {@code limit} of {@code found}, which may have one more to show that there is more} */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, String> id) {
        var data = found.subList(0, Math.min(limit, found.size()));
        var first = data.isEmpty() ? null : id.apply(data.getFirst());
        var last = data.isEmpty() ? null : id.apply(data.getLast());
        return new Page<>("list", data, first, last, found.size() > limit);
    }
}
