package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.waybill.gpu.upstream.Upstreams.Told;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import io.waybill.models.generation.Tool;
import io.waybill.models.generation.ToolCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes to a server and what comes of its answer, over real connections. */
class UpstreamGeneratorTest {

    private final ScriptedServer server = new ScriptedServer();
    private final UpstreamGenerator generator = Upstreams.open(server.url());

    @AfterEach
    void close() {
        generator.close();
        server.close();
    }

    @Test
    void passesPiecesOnAndTakesUsageFromTheServer() throws Exception {
        server.then(call -> call.stream("Hel", "lo", "!"));

        Told told = Upstreams.run(generator);

        assertThat(told.text()).isEqualTo("Hello!");
        assertThat(told.reasons()).containsExactly("stop");
        assertThat(told.done().promptTokens()).isEqualTo(7);
        assertThat(told.done().completionTokens()).isEqualTo(3);
        assertThat(told.done().micros()).isPositive();
    }

    @Test
    void sendsAllThatTheClientAsked() throws Exception {
        var request = new GenerationRequest(
                GenerationEndpoint.responses,
                "far",
                new Prompt.Chat(
                        List.of(
                                Message.of("developer", "Be short."),
                                new Message("user", "Weather?", "ann", List.of(), null),
                                new Message(
                                        "assistant",
                                        "",
                                        null,
                                        List.of(new ToolCall("c1", "weather", "{\"at\":1}")),
                                        null),
                                new Message("tool", "Rain", null, List.of(), "c1")),
                        List.of(new Tool("weather", "tells it", "{\"type\":\"object\"}")),
                        "function:weather"),
                new Sampling(0.5, 0.9, 42L, 0.1, -0.1, List.of("END"), Map.of(5, -100.0), 2),
                new OutputFormat(OutputFormat.Kind.json_schema, "shape", "{\"type\":\"object\"}"),
                33,
                2,
                false,
                false);

        Upstreams.run(generator, request);

        JsonNode sent = Json.MAPPER.readTree(server.calls().getFirst().body());
        assertThat(server.calls().getFirst().path()).isEqualTo("/v1/chat/completions");
        assertThat(sent).isEqualTo(Json.MAPPER.readTree("""
                                {"model":"tiny","messages":[
                                  {"role":"system","content":"Be short."},
                                  {"role":"user","content":"Weather?","name":"ann"},
                                  {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
                                    "function":{"name":"weather","arguments":"{\\"at\\":1}"}}]},
                                  {"role":"tool","content":"Rain","tool_call_id":"c1"}],
                                 "tools":[{"type":"function","function":{"name":"weather","description":"tells it",
                                   "parameters":{"type":"object"}}}],
                                 "tool_choice":{"type":"function","function":{"name":"weather"}},
                                 "max_tokens":33,"n":2,"temperature":0.5,"top_p":0.9,"presence_penalty":0.1,
                                 "frequency_penalty":-0.1,"seed":42,"stop":["END"],"logit_bias":{"5":-100.0},
                                 "logprobs":true,"top_logprobs":2,
                                 "response_format":{"type":"json_schema","json_schema":{"name":"shape",
                                   "schema":{"type":"object"}}},
                                 "stream":true,"stream_options":{"include_usage":true}}
                                """));
    }

    @Test
    void completesTextsWithSuffixAndLogprobs() throws Exception {
        server.then(call -> {
            call.begin();
            call.event("""
                    {"choices":[{"index":1,"text":"b","logprobs":{"tokens":["b"],"token_logprobs":[-0.5],\
                    "top_logprobs":[{"c":-2,"b":-0.5}]},"finish_reason":null}]}""");
            call.event("{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"length\"}]}");
            call.event("{\"choices\":[{\"index\":1,\"text\":\"\",\"finish_reason\":\"stop\"}]}");
            call.event("[DONE]");
            call.end();
        });
        var request = new GenerationRequest(
                GenerationEndpoint.completions,
                "far",
                new Prompt.Text(List.of("one", "two"), "behind"),
                new Sampling(null, null, null, null, null, List.of(), Map.of(), 2),
                OutputFormat.TEXT,
                8,
                1,
                true,
                true);

        Told told = Upstreams.run(generator, request);

        JsonNode sent = Json.MAPPER.readTree(server.calls().getFirst().body());
        assertThat(server.calls().getFirst().path()).isEqualTo("/v1/completions");
        assertThat(sent.get("prompt")).isEqualTo(Json.MAPPER.readTree("[\"one\",\"two\"]"));
        assertThat(sent.get("suffix").asText()).isEqualTo("behind");
        assertThat(sent.get("logprobs").asInt()).isEqualTo(2);
        assertThat(told.events().getFirst())
                .isEqualTo(new Piece(
                        1,
                        "b",
                        List.of(new TokenLogprob(
                                "b",
                                -0.5,
                                List.of(
                                        new TokenLogprob("b", -0.5, List.of()),
                                        new TokenLogprob("c", -2, List.of()))))));
        assertThat(told.reasons()).containsExactly("length", "stop");
    }

    @Test
    void tellsOfToolCallsInPieces() throws Exception {
        server.then(call -> {
            call.begin();
            call.event(tool("{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"sum\",\"arguments\":\"\"}}"));
            call.event(tool("{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\"\"}}"));
            call.event(tool("{\"index\":0,\"function\":{\"arguments\":\":1}\"}}"));
            // A server that numbers each call 0, and tells of it at once.
            call.event(tool("{\"index\":0,\"id\":\"c2\",\"function\":{\"name\":\"now\",\"arguments\":\"{}\"}}"));
            call.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            call.event("[DONE]");
            call.end();
        });

        Told told = Upstreams.run(generator);

        assertThat(told.events().subList(0, 4))
                .containsExactly(
                        new ToolPiece(0, 0, "c1", "sum", ""),
                        new ToolPiece(0, 0, null, null, "{\"a\""),
                        new ToolPiece(0, 0, null, null, ":1}"),
                        new ToolPiece(0, 1, "c2", "now", "{}"));
        assertThat(told.reasons()).containsExactly("tool_calls");
    }

    @Test
    void keepsTwoChoicesApart() throws Exception {
        server.then(call -> {
            call.begin();
            call.event(
                    "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}");
            call.event("{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}");
            call.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            call.event("[DONE]");
            call.end();
        });

        Told told = Upstreams.run(generator, Upstreams.chat(2, Sampling.DEFAULT));

        assertThat(told.events().subList(0, 2))
                .containsExactly(new Piece(0, "a", List.of()), new Piece(1, "b", List.of()));
        assertThat(told.reasons()).containsExactly("length", "stop");
    }

    @Test
    void countsPiecesWhereTheServerTellsOfNoUsage() throws Exception {
        server.then(call -> {
            call.begin();
            call.event(ScriptedServer.Call.delta("one"));
            call.event(ScriptedServer.Call.delta(" two"));
            call.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            call.event("[DONE]");
            call.end();
        });

        Told told = Upstreams.run(generator);

        assertThat(told.done().completionTokens()).isEqualTo(2);
        // "Say hello." has ten bytes, and a message costs four.
        assertThat(told.done().promptTokens()).isEqualTo(7);
    }

    @Test
    void usesAConnectionAgainAfterAWholeAnswer() throws Exception {
        Upstreams.run(generator);
        int before = server.connections();

        for (int i = 0; i < 10; i++) {
            Upstreams.run(generator);
        }

        assertThat(server.connections()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void sendsTheKeyOfItsFileAsItIsNow(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key"), "first\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        try (var keyed = UpstreamGenerator.open(Upstreams.model(file.toString(), 4, server.url()), Upstreams.quick())) {
            Upstreams.run(keyed);
            Files.writeString(file, "second\n");
            Upstreams.run(keyed);
        }

        assertThat(server.calls().stream().map(call -> call.header("Authorization")))
                .containsExactly("Bearer first", "Bearer second");
    }

    @Test
    void passesTheTraceOn() throws Exception {
        var context = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());

        try (var _ = Span.wrap(context).makeCurrent()) {
            Upstreams.run(generator);
        }

        assertThat(server.calls().getFirst().header("traceparent"))
                .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    private static String tool(String call) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[" + call + "]},\"finish_reason\":null}]}";
    }
}
