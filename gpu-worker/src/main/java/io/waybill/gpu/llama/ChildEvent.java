package io.waybill.gpu.llama;

import static java.util.Objects.requireNonNull;

import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the child tells.
 *
 * @param id of the answer; 0 where it is about the child
 * @param text next part of the answer, or a message for people; may be empty
 * @param completionTokens of the whole answer at its end; of a part of it, made since the part before
 * @param finishReason null but at the end of an answer
 * @param code null but where an answer, or the start of the child, failed
 * @param worthAnotherTry whether what failed may go well next time
 */
record ChildEvent(
        Kind kind,
        long id,
        String text,
        List<TokenLogprob> logprobs,
        @Nullable String finishReason,
        int promptTokens,
        int completionTokens,
        @Nullable String code,
        boolean worthAnotherTry) {

    ChildEvent {
        requireNonNull(kind, "kind");
        requireNonNull(text, "text");
        logprobs = List.copyOf(logprobs);
    }

    /** Kinds of events. */
    enum Kind {
        /** The model is loaded. */
        ready,
        /** The child goes on. */
        alive,
        /** A part of an answer. */
        piece,
        /** An answer has its end. */
        end,
        /** An answer failed; of id 0: the model cannot be loaded. */
        failed,
        /** The child is gone; made by the parent. */
        died
    }

    static ChildEvent of(Kind kind, String text) {
        return new ChildEvent(kind, 0, text, List.of(), null, 0, 0, null, true);
    }

    /** {@return a part of an answer, with the tokens that were made since the part before} */
    static ChildEvent piece(long id, String text, List<TokenLogprob> logprobs, int tokens) {
        return new ChildEvent(Kind.piece, id, text, logprobs, null, 0, tokens, null, true);
    }

    static ChildEvent end(long id, String finishReason, int promptTokens, int completionTokens) {
        return new ChildEvent(Kind.end, id, "", List.of(), finishReason, promptTokens, completionTokens, null, true);
    }

    static ChildEvent failed(long id, String code, String message, boolean worthAnotherTry) {
        return new ChildEvent(Kind.failed, id, message, List.of(), null, 0, 0, code, worthAnotherTry);
    }
}
