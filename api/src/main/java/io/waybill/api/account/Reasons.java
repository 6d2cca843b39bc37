package io.waybill.api.account;

import io.waybill.api.error.ApiFailure;
import org.jspecify.annotations.Nullable;

/** Why an operator acts; every act on money asks for it. */
final class Reasons {

    private static final int CHARS_MAX = 500;

    private Reasons() {}

    static String of(@Nullable String reason) {
        return of("reason", reason);
    }

    /** {@return the text of the field {@code name}} */
    static String of(String name, @Nullable String text) {
        if (text == null || text.isBlank() || text.length() > CHARS_MAX || text.indexOf('\0') >= 0) {
            throw ApiFailure.invalid(name, name + " must have 1 to " + CHARS_MAX + " characters");
        }
        return text;
    }
}
