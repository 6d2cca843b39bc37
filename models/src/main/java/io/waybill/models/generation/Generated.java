package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.util.List;

/**
 * A whole answer.
 *
 * @param choices in order
 * @param promptTokens of the prompt
 * @param completionTokens of all choices
 * @param micros time the engine took
 */
public record Generated(List<Choice> choices, int promptTokens, int completionTokens, long micros) {

    /** Copies the list. */
    public Generated {
        choices = List.copyOf(choices);
    }

    /**
     * One answer.
     *
     * @param logprobs of its tokens; empty where none were wanted
     */
    public record Choice(String text, List<ToolCall> toolCalls, List<TokenLogprob> logprobs, String finishReason) {

        /** Copies the lists. */
        public Choice {
            requireNonNull(text, "text");
            requireNonNull(finishReason, "finishReason");
            toolCalls = List.copyOf(toolCalls);
            logprobs = List.copyOf(logprobs);
        }
    }
}
