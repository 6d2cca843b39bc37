package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer or an error repeats of the client's own words, and no engine reads.
 *
 * @param maxTokensField the field by which the client bounds an answer, such as {@code max_completion_tokens}
 * @param instructions of a call of responses, which stand in its prompt too; null where there are none
 * @param metadata of the client; empty where it gives none
 * @param parallelToolCalls whether the client takes several calls of tools at once
 */
public record RequestNotes(
        String maxTokensField, @Nullable String instructions, Map<String, String> metadata, boolean parallelToolCalls) {

    /** Where a client says nothing. */
    public static final RequestNotes NONE = new RequestNotes("max_tokens", null, Map.of(), true);

    /** Copies the map. */
    public RequestNotes {
        requireNonNull(maxTokensField, "maxTokensField");
        metadata = Map.copyOf(metadata);
    }
}
