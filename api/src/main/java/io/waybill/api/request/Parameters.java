package io.waybill.api.request;

import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Query parameters. */
public final class Parameters {

    /** Entries on a page where the client does not say. */
    public static final int LIMIT_DEFAULT = 20;

    /** No entry is later; PostgreSQL and Java both have it. */
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private Parameters() {}

    /**
     * Refuses query parameters that the call does not know: a filter that was silently ignored would answer what was
     * not asked.
     */
    public static void requireKnown(HttpServletRequest request, Set<String> known) {
        for (var name : request.getParameterMap().keySet()) {
            if (!known.contains(name)) {
                throw new ApiFailure(
                        ApiError.UNKNOWN_PARAMETER,
                        name,
                        "unknown parameter '" + name + "'; allowed are " + new TreeSet<>(known));
            }
            if (request.getParameterValues(name).length > 1) {
                throw ApiFailure.invalid(name, name + " is given more than once");
            }
        }
    }

    /**
     * {@return {@code text} as an instant: RFC 3339 or Unix seconds; null where it is null}
     *
     * @param name of the parameter
     */
    public static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            if (text.matches("\\d{1,11}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            var instant = OffsetDateTime.parse(text).toInstant();
            if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(LATEST)) {
                return instant;
            }
        } catch (DateTimeParseException _) {
            // answered below
        }
        throw ApiFailure.invalid(
                name, name + " must be Unix seconds or RFC 3339, such as 2026-11-01T00:00:00Z; a plus sign is %2B");
    }

    /**
     * {@return {@code text} as a whole number from {@code min} to {@code max}; {@code otherwise} where it is null}
     *
     * @param name of the parameter
     */
    public static int number(String name, @Nullable String text, int otherwise, int min, int max) {
        if (text == null) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw ApiFailure.invalid(name, name + " must be a whole number from " + min + " to " + max);
    }

    /**
     * {@return {@code text} as a number of entries, 1 to {@code max}}
     *
     * @param text null where the parameter was not given
     */
    public static int limit(@Nullable String text, int max) {
        return number("limit", text, LIMIT_DEFAULT, 1, max);
    }
}
