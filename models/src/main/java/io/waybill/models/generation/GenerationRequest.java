package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.ModelManifest;
import org.jspecify.annotations.Nullable;

/**
 * A call that generates text, whichever endpoint it came by.
 *
 * @param endpoint whose form the answer has
 * @param model model id
 * @param prompt what to go on from
 * @param sampling how tokens are chosen
 * @param format what the answer must look like
 * @param maxTokens most tokens of an answer; null where the client does not say
 * @param n answers to each text or conversation, 1 or more
 * @param stream whether the client wants the answer as it is made
 * @param includeUsage whether a stream ends with an event that tells of usage
 */
public record GenerationRequest(
        GenerationEndpoint endpoint,
        String model,
        Prompt prompt,
        Sampling sampling,
        OutputFormat format,
        @Nullable Integer maxTokens,
        int n,
        boolean stream,
        boolean includeUsage) {

    /** The task a model must serve. */
    public static final String TASK = ModelManifest.CHAT;

    /** Checks that what must be there is. */
    public GenerationRequest {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(model, "model");
        requireNonNull(prompt, "prompt");
        requireNonNull(sampling, "sampling");
        requireNonNull(format, "format");
    }

    /** {@return answers in all: n for each text of the prompt} */
    public int choices() {
        return prompt instanceof Prompt.Text text ? n * text.texts().size() : n;
    }
}
