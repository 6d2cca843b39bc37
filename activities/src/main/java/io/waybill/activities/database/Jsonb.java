package io.waybill.activities.database;

import static java.util.Objects.requireNonNull;

/** A {@code jsonb} value as text; rows use it for their {@code jsonb} columns. */
public record Jsonb(String text) {

    /** Checks that what must be there is. */
    public Jsonb {
        requireNonNull(text, "text");
    }
}
