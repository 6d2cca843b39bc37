package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events between the worker that generates and the process that asks it: one JSON object a line. Blank lines mean
 * nothing; they show that the other side is there.
 */
public final class GenerationWire {

    /** What the answer of a worker calls itself. */
    public static final String CONTENT_TYPE = "application/x-ndjson";

    /** A longer line is a mistake or an attack: pieces are a few tokens long. */
    static final int LINE_BYTES_MAX = 1 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private GenerationWire() {}

    /** {@return the event's line, its end included} */
    public static byte[] line(GenerationEvent event) {
        ObjectNode node = AnswerParts.object();
        switch (event) {
            case Piece piece -> {
                node.put("type", "piece")
                        .put("choice", piece.choice())
                        .put("text", piece.text())
                        .put("tokens", piece.tokens());
                if (!piece.logprobs().isEmpty()) {
                    node.set("logprobs", logprobs(piece.logprobs()));
                }
            }
            case ToolPiece piece ->
                node.put("type", "tool")
                        .put("choice", piece.choice())
                        .put("index", piece.index())
                        .put("id", piece.id())
                        .put("name", piece.name())
                        .put("arguments", piece.arguments())
                        .put("tokens", piece.tokens());
            case ChoiceEnd end ->
                node.put("type", "end").put("choice", end.choice()).put("reason", end.finishReason());
            case Done done ->
                node.put("type", "done")
                        .put("prompt_tokens", done.promptTokens())
                        .put("completion_tokens", done.completionTokens())
                        .put("micros", done.micros());
            case Failed failed -> {
                node.put("type", "failed")
                        .put("code", failed.code())
                        .put("message", failed.message())
                        .put("param", failed.param())
                        .put("again", failed.worthAnotherTry());
                if (failed.retryAfter() != null) {
                    node.put("retry_after", failed.retryAfter().plusMillis(999).toSeconds());
                }
            }
        }
        byte[] json = AnswerParts.bytes(node);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private static ArrayNode logprobs(List<TokenLogprob> tokens) {
        ArrayNode array = AnswerParts.array();
        for (TokenLogprob token : tokens) {
            ArrayNode one = array.addArray().add(token.token()).add(token.logprob());
            if (!token.top().isEmpty()) {
                one.add(logprobs(token.top()));
            }
        }
        return array;
    }

    /** Reads lines. Not thread-safe. */
    public static final class Reader implements AutoCloseable {

        private final InputStream in;

        /** Reads from a stream, which is closed with this. */
        public Reader(InputStream in) {
            this.in = new BufferedInputStream(in);
        }

        /**
         * {@return the next event; null where the stream ends}
         *
         * @throws IOException where the stream breaks, within a line too, or holds no event
         */
        public @Nullable GenerationEvent next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                int b = in.read();
                if (b < 0 && line.size() == 0) {
                    return null;
                }
                if (b < 0) {
                    throw new IOException("the stream of events ends within a line");
                }
                if (b == '\n' && line.size() > 0) {
                    return event(MAPPER.readTree(line.toByteArray()));
                }
                if (b != '\n') {
                    line.write(b);
                }
                if (line.size() > LINE_BYTES_MAX) {
                    throw new IOException("an event has more than " + LINE_BYTES_MAX + " bytes");
                }
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }

        private static GenerationEvent event(JsonNode node) throws IOException {
            return switch (node.path("type").asText()) {
                case "piece" ->
                    new Piece(
                            node.path("choice").asInt(),
                            node.path("text").asText(),
                            logprobs(node.path("logprobs")),
                            node.path("tokens").asInt());
                case "tool" ->
                    new ToolPiece(
                            node.path("choice").asInt(),
                            node.path("index").asInt(),
                            node.path("id").textValue(),
                            node.path("name").textValue(),
                            node.path("arguments").asText(),
                            node.path("tokens").asInt());
                case "end" ->
                    new ChoiceEnd(
                            node.path("choice").asInt(), node.path("reason").asText());
                case "done" ->
                    new Done(
                            node.path("prompt_tokens").asInt(),
                            node.path("completion_tokens").asInt(),
                            node.path("micros").asLong());
                case "failed" ->
                    new Failed(
                            node.path("code").asText(),
                            node.path("message").asText(),
                            node.path("param").textValue(),
                            node.path("again").asBoolean(),
                            node.has("retry_after")
                                    ? Duration.ofSeconds(
                                            node.path("retry_after").asLong())
                                    : null);
                default -> throw new IOException("a line is no event");
            };
        }

        private static List<TokenLogprob> logprobs(JsonNode array) {
            List<TokenLogprob> tokens = new ArrayList<>();
            for (JsonNode one : array) {
                tokens.add(new TokenLogprob(one.path(0).asText(), one.path(1).asDouble(), logprobs(one.path(2))));
            }
            return tokens;
        }
    }
}
