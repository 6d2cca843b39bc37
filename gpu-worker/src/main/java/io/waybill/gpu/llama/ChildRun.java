package io.waybill.gpu.llama;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One answer that the child is to make.
 *
 * @param text special tokens written out
 * @param maxTokens 1 or more
 * @param temperature 0 for the most likely token
 * @param repeatPenalty 1 for none
 * @param seed of the choice among likely tokens
 * @param topLogprobs null where none are wanted
 * @param grammar GBNF that the answer must fit; null for none
 * @param marker text of a control token that is told nevertheless; null for none
 */
record ChildRun(
        String text,
        int maxTokens,
        double temperature,
        double topP,
        double repeatPenalty,
        double presencePenalty,
        double frequencyPenalty,
        long seed,
        List<String> stop,
        Map<Integer, Double> logitBias,
        @Nullable Integer topLogprobs,
        @Nullable String grammar,
        @Nullable String marker) {

    ChildRun {
        requireNonNull(text, "text");
        stop = List.copyOf(stop);
        logitBias = Map.copyOf(logitBias);
    }
}
