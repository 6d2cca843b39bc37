package io.waybill.models.request;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a request.
 *
 * @param param the field, such as {@code body.input}; null where it is not about one
 * @param message says what, where, and what is allowed; repeats no user data
 */
public record RequestProblem(ItemError error, @Nullable String param, String message) {

    /** Checks that what must be there is. */
    public RequestProblem {
        requireNonNull(error, "error");
        requireNonNull(message, "message");
    }
}
