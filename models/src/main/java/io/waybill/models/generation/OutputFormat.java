package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What the answer must look like.
 *
 * @param kind text, any JSON object, or JSON of a schema
 * @param name of the schema; null for others
 * @param schema JSON Schema as text; null for others
 */
public record OutputFormat(
        Kind kind, @Nullable String name, @Nullable String schema) {

    /** Free text. */
    public static final OutputFormat TEXT = new OutputFormat(Kind.text, null, null);

    /** Checks that what must be there is. */
    public OutputFormat {
        requireNonNull(kind, "kind");
    }

    /** The forms there are, as clients spell them. */
    public enum Kind {
        /** Free text. */
        text,
        /** A JSON object. */
        json_object,
        /** JSON that a schema describes. */
        json_schema
    }
}
