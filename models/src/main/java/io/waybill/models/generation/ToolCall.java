package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

/**
 * A call of a function that a model made.
 *
 * @param id names the call within its conversation
 * @param name of the function
 * @param arguments JSON as the model wrote it
 */
public record ToolCall(String id, String name, String arguments) {

    /** Checks that what must be there is. */
    public ToolCall {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(arguments, "arguments");
    }
}
