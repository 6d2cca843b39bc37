package io.waybill.api.account;

import io.waybill.api.error.ApiFailure;
import org.jspecify.annotations.Nullable;

/** Why an operator acts; every act on money asks for it. */
final class Reasons {

    private static final int CHARS_MAX = 500;

    private Reasons() {}

    static String of(@Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > CHARS_MAX || reason.indexOf('\0') >= 0) {
            throw ApiFailure.invalid("reason", "reason must have 1 to " + CHARS_MAX + " characters");
        }
        return reason;
    }
}
