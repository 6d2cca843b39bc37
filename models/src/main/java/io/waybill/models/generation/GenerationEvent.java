package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine tells while it generates: pieces of each choice in order, an end for each choice, and one {@link Done}
 * or {@link Failed} at last.
 */
public sealed interface GenerationEvent {

    /**
     * The next piece of a choice.
     *
     * @param choice from 0
     * @param text may be empty
     * @param logprobs of the piece's tokens; empty where none are wanted
     * @param tokens that the engine made since the piece before: so much an answer that is cut here costs more
     */
    record Piece(int choice, String text, List<TokenLogprob> logprobs, int tokens) implements GenerationEvent {

        /** Copies the list. */
        public Piece {
            requireNonNull(text, "text");
            logprobs = List.copyOf(logprobs);
        }

        /** A piece of one token, or of as many as there are log probabilities. */
        public Piece(int choice, String text, List<TokenLogprob> logprobs) {
            this(choice, text, logprobs, Math.max(text.isEmpty() ? 0 : 1, logprobs.size()));
        }
    }

    /**
     * The next piece of a call of a tool.
     *
     * @param choice from 0
     * @param index of the call within the choice, from 0
     * @param id null but in the call's first piece
     * @param name null but in the call's first piece
     * @param arguments the next part of the JSON; may be empty
     * @param tokens that the engine made since the piece before
     */
    record ToolPiece(
            int choice,
            int index,
            @Nullable String id,
            @Nullable String name,
            String arguments,
            int tokens) implements GenerationEvent {

        /** Checks that what must be there is. */
        public ToolPiece {
            requireNonNull(arguments, "arguments");
        }

        /** A piece of one token. */
        public ToolPiece(int choice, int index, @Nullable String id, @Nullable String name, String arguments) {
            this(choice, index, id, name, arguments, 1);
        }
    }

    /**
     * A choice has its end.
     *
     * @param finishReason {@code stop}, {@code length}, {@code tool_calls}, {@code content_filter}, or
     *     {@code cancelled} where nobody wanted more
     */
    record ChoiceEnd(int choice, String finishReason) implements GenerationEvent {

        /** Checks that what must be there is. */
        public ChoiceEnd {
            requireNonNull(finishReason, "finishReason");
        }
    }

    /**
     * All choices have ended.
     *
     * @param promptTokens of the prompt, counted once for each text
     * @param completionTokens of all choices
     * @param micros time the engine took
     */
    record Done(int promptTokens, int completionTokens, long micros) implements GenerationEvent {}

    /**
     * The engine could not go on.
     *
     * @param code of {@link io.waybill.models.request.ItemError}, or of the port
     * @param message for clients
     * @param param the field that is to blame; null where none is
     * @param worthAnotherTry false where the same input would fail again
     * @param retryAfter when another try makes sense, in whole seconds; null where nobody knows
     */
    record Failed(
            String code,
            String message,
            @Nullable String param,
            boolean worthAnotherTry,
            @Nullable Duration retryAfter) implements GenerationEvent {

        /** Checks that what must be there is. */
        public Failed {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
        }

        /** A failure of which nobody knows how long it lasts. */
        public Failed(String code, String message, @Nullable String param, boolean worthAnotherTry) {
            this(code, message, param, worthAnotherTry, null);
        }
    }

    /**
     * A token with the natural logarithm of its probability.
     *
     * @param token its text; bytes that are no whole character are replaced
     * @param top alternatives, the most likely first, without alternatives of their own
     */
    record TokenLogprob(String token, double logprob, List<TokenLogprob> top) {

        /** Copies the list. */
        public TokenLogprob {
            requireNonNull(token, "token");
            top = List.copyOf(top);
        }
    }
}
