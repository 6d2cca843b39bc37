package io.waybill.standalone.command;

import java.util.regex.Pattern;

/** An id as a segment of a path. */
final class Segment {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,200}");

    private Segment() {}

    /** {@return {@code id}, which has no character that means something in a URL} */
    static String of(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "\"" + id + "\" is no id: letters, digits, dots, dashes, colons and underscores are allowed");
        }
        return id;
    }
}
