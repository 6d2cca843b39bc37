package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

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
     */
    record Piece(int choice, String text, List<TokenLogprob> logprobs) implements GenerationEvent {

        /** Copies the list. */
        public Piece {
            requireNonNull(text, "text");
            logprobs = List.copyOf(logprobs);
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
     */
    record ToolPiece(
            int choice,
            int index,
            @Nullable String id,
            @Nullable String name,
            String arguments) implements GenerationEvent {

        /** Checks that what must be there is. */
        public ToolPiece {
            requireNonNull(arguments, "arguments");
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
     */
    record Failed(String code, String message, @Nullable String param, boolean worthAnotherTry)
            implements GenerationEvent {

        /** Checks that what must be there is. */
        public Failed {
            requireNonNull(code, "code");
            requireNonNull(message, "message");
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
