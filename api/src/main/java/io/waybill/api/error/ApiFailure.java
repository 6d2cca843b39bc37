package io.waybill.api.error;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that is answered with an {@link ApiError}. The message is for clients: no secret, no data of others. */
public final class ApiFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final ApiError error;
    private final @Nullable String param; // null where the error is not about one field
    private final transient Map<String, Object> details = new LinkedHashMap<>();
    private @Nullable Duration retryAfter; // null where trying again is no remedy

    /** Fails with {@code error}; the message says what, where and what is allowed. */
    public ApiFailure(ApiError error, String message) {
        this(error, null, message);
    }

    /** Fails because of the field, parameter or header {@code param}. */
    public ApiFailure(ApiError error, @Nullable String param, String message) {
        super(requireNonNull(message, "message"));
        this.error = requireNonNull(error, "error");
        this.param = param;
    }

    /** {@return a failure because of the field {@code param}} */
    public static ApiFailure invalid(String param, String message) {
        return new ApiFailure(ApiError.INVALID_REQUEST, param, message);
    }

    /** Adds a member to the error object. */
    public ApiFailure with(String name, Object value) {
        details.put(name, value);
        return this;
    }

    /** Says when to come back. */
    public ApiFailure retryAfter(Duration delay) {
        retryAfter = delay;
        return this;
    }

    /** Keeps what led to this. */
    public ApiFailure causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    /** {@return which error} */
    public ApiError error() {
        return error;
    }

    /** {@return the field, or null where it is not about one} */
    public @Nullable String param() {
        return param;
    }

    /** {@return further members of the error object, in order} */
    public Map<String, Object> details() {
        return details;
    }

    /** {@return when to come back, or null where that is no remedy} */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
