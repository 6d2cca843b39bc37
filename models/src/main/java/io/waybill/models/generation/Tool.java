package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A function that a model may call.
 *
 * @param name 1 to 64 letters, digits, {@code _} and {@code -}
 * @param description for the model; null where the client gives none
 * @param parameters JSON Schema as text; null where it takes none
 */
public record Tool(
        String name, @Nullable String description, @Nullable String parameters) {

    /** Checks that what must be there is. */
    public Tool {
        requireNonNull(name, "name");
    }
}
