package io.waybill.api.request;

import io.waybill.api.error.ApiFailure;
import org.jspecify.annotations.Nullable;

/** Query parameters. */
public final class Parameters {

    /** Entries on a page where the client does not say. */
    public static final int LIMIT_DEFAULT = 20;

    private Parameters() {}

    /**
     * {@return {@code text} as a number of entries, 1 to {@code max}}
     *
     * @param text null where the parameter was not given
     */
    public static int limit(@Nullable String text, int max) {
        if (text == null) {
            return LIMIT_DEFAULT;
        }
        try {
            var limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw ApiFailure.invalid("limit", "limit must be a whole number from 1 to " + max);
    }
}
