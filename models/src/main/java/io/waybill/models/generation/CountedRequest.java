package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

/**
 * A request that fits its model: what it may cost at most is known.
 *
 * @param request with {@code maxTokens} set
 * @param promptTokens of its prompt, all texts together
 */
public record CountedRequest(GenerationRequest request, int promptTokens) {

    /** Checks that what must be there is. */
    public CountedRequest {
        requireNonNull(request, "request");
        requireNonNull(request.maxTokens(), "request.maxTokens");
    }

    /** {@return the most tokens that all answers together can have} */
    public long completionTokensMost() {
        return (long) requireNonNull(request.maxTokens()) * request.choices();
    }
}
