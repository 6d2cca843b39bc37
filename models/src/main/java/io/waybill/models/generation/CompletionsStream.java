package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of streamed {@code text_completion}. */
final class CompletionsStream implements GenerationStream {

    private final GenerationRequest request;
    private final String id;
    private final long createdSeconds;

    /** Characters of each choice so far. */
    private final int[] offsets;

    CompletionsStream(GenerationRequest request, String id, long createdSeconds) {
        this.request = request;
        this.id = id;
        this.createdSeconds = createdSeconds;
        this.offsets = new int[request.choices()];
    }

    @Override
    public List<byte[]> start() {
        return List.of();
    }

    @Override
    public List<byte[]> accept(GenerationEvent event) {
        return switch (event) {
            case Piece piece -> piece(piece);
            // A text has no tools to call.
            case ToolPiece _ -> List.of();
            case ChoiceEnd end -> List.of(chunk(end.choice(), "", null, AnswerParts.finishReason(end.finishReason())));
            case Done done -> done(done);
            case Failed failed -> List.of(SentEvents.failure(failed));
        };
    }

    private List<byte[]> piece(Piece piece) {
        if (piece.text().isEmpty() && piece.logprobs().isEmpty()) {
            return List.of();
        }
        ObjectNode logprobs = null;
        if (request.sampling().topLogprobs() != null) {
            logprobs = CompletionsForm.logprobs(piece.logprobs(), offsets[piece.choice()]);
        }
        offsets[piece.choice()] += piece.text().length();
        return List.of(chunk(piece.choice(), piece.text(), logprobs, null));
    }

    private List<byte[]> done(Done done) {
        if (!request.includeUsage()) {
            return List.of(SentEvents.done());
        }
        ObjectNode chunk = CompletionsForm.head(request, id, createdSeconds);
        chunk.putArray("choices");
        chunk.set("usage", AnswerParts.usage(done.promptTokens(), done.completionTokens()));
        return List.of(SentEvents.data(chunk), SentEvents.done());
    }

    private byte[] chunk(int index, String text, @Nullable ObjectNode logprobs, @Nullable String finishReason) {
        ObjectNode chunk = CompletionsForm.head(request, id, createdSeconds);
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", index);
        choice.put("text", text);
        choice.set("logprobs", logprobs);
        choice.put("finish_reason", finishReason);
        if (request.includeUsage()) {
            chunk.putNull("usage");
        }
        return SentEvents.data(chunk);
    }
}
