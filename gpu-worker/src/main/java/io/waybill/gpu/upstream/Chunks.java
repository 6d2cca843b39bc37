package io.waybill.gpu.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.gpu.upstream.AttemptFailed.Kind;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes events of the chunks of one answer, of either endpoint. Not thread-safe. */
final class Chunks {

    private final Consumer<GenerationEvent> sink;
    private final List<ChoiceState> choices = new ArrayList<>();
    private int open;
    private int pieces;
    private @Nullable JsonNode usage; // null until the server tells of it

    Chunks(int count, Consumer<GenerationEvent> sink) {
        this.sink = sink;
        this.open = count;
        for (int i = 0; i < count; i++) {
            choices.add(new ChoiceState(i));
        }
    }

    /**
     * Takes the data of the next event.
     *
     * @param secret kept out of messages; null where there is none
     * @throws AttemptFailed where it is no chunk of such an answer, or tells that the server failed
     */
    void accept(byte[] data, @Nullable String secret) {
        JsonNode chunk = Json.object(data);
        JsonNode error = chunk.path("error");
        if (!error.isMissingNode() && !error.isNull()) {
            throw failure(chunk, error, secret);
        }
        if (chunk.path("usage").isObject()) {
            usage = chunk.path("usage");
        }
        for (JsonNode choice : chunk.path("choices")) {
            int index = choice.path("index").asInt(0);
            if (index < 0 || index >= choices.size()) {
                throw AttemptFailed.of(Kind.protocol);
            }
            accept(choices.get(index), choice);
        }
    }

    private static AttemptFailed failure(JsonNode chunk, JsonNode error, @Nullable String secret) {
        int status = error.path("code").isInt() ? error.path("code").asInt() : 0;
        boolean ours =
                status == 400 || status == 422 || error.path("type").asText("").equals("invalid_request_error");
        if (ours) {
            return SafeMessage.rejection(chunk, secret);
        }
        return AttemptFailed.of(status == 429 ? Kind.busy : Kind.broken);
    }

    private void accept(ChoiceState state, JsonNode choice) {
        if (state.ended) {
            return;
        }
        JsonNode delta = choice.path("delta");
        String text = choice.path("text").asText("")
                + delta.path("content").asText("")
                + delta.path("refusal").asText("");
        List<TokenLogprob> logprobs = Logprobs.of(choice.path("logprobs"));
        if (!text.isEmpty() || !logprobs.isEmpty()) {
            Piece piece = new Piece(state.index, text, logprobs);
            pieces += piece.tokens();
            sink.accept(piece);
        } else if (thinks(delta)) {
            // Nobody sees it, but the model made it.
            pieces++;
            sink.accept(new Piece(state.index, "", List.of(), 1));
        }
        for (JsonNode call : delta.path("tool_calls")) {
            ToolPiece piece = state.tools.piece(state.index, call);
            pieces += piece.tokens();
            sink.accept(piece);
        }
        JsonNode reason = choice.path("finish_reason");
        if (reason.isTextual() && !reason.asText().isEmpty()) {
            end(state, reason.asText());
        }
    }

    private static boolean thinks(JsonNode delta) {
        return !delta.path("reasoning_content").asText("").isEmpty()
                || !delta.path("reasoning").asText("").isEmpty();
    }

    private void end(ChoiceState state, String reason) {
        state.ended = true;
        open--;
        String known = switch (reason) {
            case "length", "max_tokens", "max_length" -> "length";
            case "content_filter", "safety" -> "content_filter";
            case "tool_calls", "function_call" -> "tool_calls";
            // Some servers say stop after a call of a tool, and each has its own word for it.
            default -> state.tools.any() ? "tool_calls" : "stop";
        };
        sink.accept(new ChoiceEnd(state.index, known));
    }

    /** {@return whether each choice has its end} */
    boolean allEnded() {
        return open == 0;
    }

    /** Ends the choices that are open, the first first. */
    void endAll(String reason) {
        for (ChoiceState state : choices) {
            if (!state.ended) {
                state.ended = true;
                open--;
                sink.accept(new ChoiceEnd(state.index, reason));
            }
        }
    }

    /** Ends the choices for which the server gave no reason although it said that all is told. */
    void endRest() {
        for (ChoiceState state : choices) {
            if (!state.ended) {
                end(state, "stop");
            }
        }
    }

    /** {@return whether the server told of usage} */
    boolean hasUsage() {
        return usage != null;
    }

    /** {@return tokens of the prompt as the server counts; empty where it does not say} */
    OptionalInt promptTokens() {
        return tokens("prompt_tokens");
    }

    /** {@return tokens of all choices: as the server counts, else one for each log probability or piece} */
    int completionTokens() {
        return tokens("completion_tokens").orElse(pieces);
    }

    private OptionalInt tokens(String key) {
        JsonNode told = usage;
        JsonNode number = told == null ? null : told.get(key);
        return number != null && number.isInt() && number.asInt() >= 0
                ? OptionalInt.of(number.asInt())
                : OptionalInt.empty();
    }

    /** One answer that comes in. */
    private static final class ChoiceState {

        private final int index;
        private final ToolCalls tools = new ToolCalls();
        private boolean ended;

        ChoiceState(int index) {
            this.index = index;
        }
    }
}
