package io.waybill.models.generation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen. Null is the engine's own default.
 *
 * @param temperature 0..2; 0 takes the most likely token
 * @param topP 0..1
 * @param seed any; equal seeds give equal answers where the engine is reproducible
 * @param presencePenalty -2..2
 * @param frequencyPenalty -2..2
 * @param stop 0 to 4 texts that end the answer and are not part of it
 * @param logitBias -100..100 by token id
 * @param topLogprobs how many alternatives are reported for each token, 0..20; null where no log probabilities are
 *     wanted
 */
public record Sampling(
        @Nullable Double temperature,
        @Nullable Double topP,
        @Nullable Long seed,
        @Nullable Double presencePenalty,
        @Nullable Double frequencyPenalty,
        List<String> stop,
        Map<Integer, Double> logitBias,
        @Nullable Integer topLogprobs) {

    /** What a client asks for who says nothing. */
    public static final Sampling DEFAULT = new Sampling(null, null, null, null, null, List.of(), Map.of(), null);

    /** Copies the collections. */
    public Sampling {
        stop = List.copyOf(stop);
        logitBias = Map.copyOf(logitBias);
    }
}
