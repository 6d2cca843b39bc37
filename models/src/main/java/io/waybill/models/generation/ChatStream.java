package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of {@code chat.completion.chunk}. */
final class ChatStream implements GenerationStream {

    private final GenerationRequest request;
    private final String id;
    private final long createdSeconds;

    /** Choices whose role is told. */
    private final BitSet begun = new BitSet();

    ChatStream(GenerationRequest request, String id, long createdSeconds) {
        this.request = request;
        this.id = ChatForm.id(id);
        this.createdSeconds = createdSeconds;
    }

    @Override
    public List<byte[]> start() {
        return List.of();
    }

    @Override
    public List<byte[]> accept(GenerationEvent event) {
        return switch (event) {
            case Piece piece -> piece(piece);
            case ToolPiece piece -> tool(piece);
            case ChoiceEnd end -> end(end);
            case Done done -> done(done);
            case Failed failed -> List.of(SentEvents.failure(failed));
        };
    }

    private List<byte[]> piece(Piece piece) {
        if (piece.text().isEmpty() && piece.logprobs().isEmpty()) {
            return List.of();
        }
        List<byte[]> events = begin(piece.choice(), true);
        ObjectNode delta = AnswerParts.object().put("content", piece.text());
        ObjectNode logprobs = null;
        if (request.sampling().topLogprobs() != null) {
            logprobs = AnswerParts.object();
            logprobs.set("content", AnswerParts.logprobs(piece.logprobs()));
            logprobs.putNull("refusal");
        }
        events.add(chunk(piece.choice(), delta, logprobs, null));
        return events;
    }

    private List<byte[]> tool(ToolPiece piece) {
        List<byte[]> events = begin(piece.choice(), false);
        ObjectNode delta = AnswerParts.object();
        ObjectNode call = delta.putArray("tool_calls").addObject();
        call.put("index", piece.index());
        if (piece.id() != null) {
            call.put("id", piece.id());
            call.put("type", "function");
        }
        ObjectNode function = call.putObject("function");
        if (piece.name() != null) {
            function.put("name", piece.name());
        }
        function.put("arguments", piece.arguments());
        events.add(chunk(piece.choice(), delta, null, null));
        return events;
    }

    private List<byte[]> end(ChoiceEnd end) {
        List<byte[]> events = begin(end.choice(), true);
        events.add(chunk(end.choice(), AnswerParts.object(), null, AnswerParts.finishReason(end.finishReason())));
        return events;
    }

    private List<byte[]> done(Done done) {
        if (!request.includeUsage()) {
            return List.of(SentEvents.done());
        }
        ObjectNode chunk = head();
        chunk.putArray("choices");
        chunk.set("usage", AnswerParts.usage(done.promptTokens(), done.completionTokens()));
        return List.of(SentEvents.data(chunk), SentEvents.done());
    }

    /** A choice begins with its role, and with an empty text where it begins with a text. */
    private List<byte[]> begin(int choice, boolean text) {
        List<byte[]> events = new ArrayList<>(2);
        if (!begun.get(choice)) {
            begun.set(choice);
            ObjectNode delta = AnswerParts.object().put("role", "assistant");
            delta.put("content", text ? "" : null);
            delta.putNull("refusal");
            events.add(chunk(choice, delta, null, null));
        }
        return events;
    }

    private byte[] chunk(int index, ObjectNode delta, @Nullable ObjectNode logprobs, @Nullable String finishReason) {
        ObjectNode chunk = head();
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", logprobs);
        choice.put("finish_reason", finishReason);
        if (request.includeUsage()) {
            chunk.putNull("usage");
        }
        return SentEvents.data(chunk);
    }

    private ObjectNode head() {
        ObjectNode chunk = AnswerParts.object();
        chunk.put("id", id);
        chunk.put("object", "chat.completion.chunk");
        chunk.put("created", createdSeconds);
        chunk.put("model", request.model());
        return chunk;
    }
}
