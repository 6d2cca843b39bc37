package io.waybill.gpu.llama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.generation.CountedRequest;
import io.waybill.models.generation.Generated;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationRequests;
import io.waybill.models.generation.PromptCounter;
import io.waybill.models.generation.ToolCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of tools by the real model, whose file was given a template that tells of tools. */
@Timeout(120)
class LlamaToolsTest {

    private static final String TEMPLATE = """
            {%- if tools %}
                {{- '<|im_start|>system\\nYou call functions. <tools>' }}
                {%- for tool in tools %}{{- '\\n' + (tool | tojson) }}{%- endfor %}
                {{- '\\n</tools>\\nTo call one, write\\n<tool_call>\\n{"name": ..., "arguments": {...}}\\n</tool_call>' }}
                {{- '<|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {{- '<|im_start|>' + message.role + '\\n' + message.content }}
                {%- for call in message.tool_calls %}{{- '<tool_call>\\n' + (call.function | tojson) + '\\n</tool_call>' }}
                {%- endfor %}
                {{- '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}""";

    private static final String TOOLS = """
            [{"type": "function", "function": {"name": "get_weather", "description": "Tells the weather of a city.",
              "parameters": {"type": "object", "properties": {
                "city": {"type": "string", "enum": ["Bern", "Paris", "Oslo"]},
                "days": {"type": "integer"},
                "unit": {"$ref": "#/$defs/unit"}},
               "required": ["city", "days", "unit"], "additionalProperties": false,
               "$defs": {"unit": {"enum": ["celsius", "fahrenheit"]}}}}},
             {"type": "function", "function": {"name": "get_time"}}]""";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static InstalledModel model;
    private static LlamaGenerator generator;
    private static PromptCounter counter;

    @BeforeAll
    static void open() throws Exception {
        model = TemplatedModel.of(TEMPLATE, directory);
        generator = LlamaGenerator.open(model, new LlamaSettings(2, 1));
        counter = PromptCounter.open(model);
    }

    @AfterAll
    static void close() {
        if (generator != null) {
            counter.close();
            generator.close();
        }
    }

    @Test
    void theModelCanCallTools() {
        assertThat(counter.capabilities().tools()).isTrue();
    }

    @Test
    void aCallThatMustBeMadeFitsTheSchema() throws Exception {
        for (int seed = 1; seed <= 5; seed++) {
            Asked asked = Asked.ask(
                    generator, call("\"required\"", "Is it raining in Paris?", "\"temperature\":1.5,\"seed\":" + seed));

            Generated.Choice choice = asked.answer().choices().getFirst();
            assertThat(choice.finishReason()).isEqualTo("tool_calls");
            assertThat(choice.text()).isEmpty();
            assertThat(choice.toolCalls()).singleElement().satisfies(LlamaToolsTest::fits);
        }
    }

    @Test
    void theNamedToolIsCalled() throws Exception {
        Asked weather = Asked.ask(
                generator,
                call(
                        "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}",
                        "What time is it?",
                        "\"temperature\":0"));
        Asked time = Asked.ask(
                generator,
                call(
                        "{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}",
                        "Is it raining in Paris?",
                        "\"temperature\":0"));

        assertThat(weather.answer().choices().getFirst().toolCalls())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.name()).isEqualTo("get_weather");
                    fits(call);
                });
        assertThat(time.answer().choices().getFirst().toolCalls())
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.name()).isEqualTo("get_time");
                    assertThat(JSON.readTree(call.arguments())).isEmpty();
                });
    }

    @Test
    void aModelThatMayCallAnswersToo() throws Exception {
        Asked none = Asked.ask(generator, call("\"none\"", "What is the capital of France?", "\"temperature\":0"));
        Asked auto = Asked.ask(generator, call("\"auto\"", "What is the capital of France?", "\"temperature\":0"));

        assertThat(none.text()).contains("Paris");
        assertThat(none.answer().promptTokens()).isLessThan(auto.answer().promptTokens());
        Generated.Choice choice = auto.answer().choices().getFirst();
        assertThat(choice.text().length() + choice.toolCalls().size()).isPositive();
    }

    @Test
    void thePiecesCountWhatTheEngineMade() throws Exception {
        Asked called = Asked.ask(generator, call("\"required\"", "Is it raining in Paris?", "\"temperature\":0"));
        Asked told = Asked.ask(generator, call("\"none\"", "Tell a story 😀.", "\"temperature\":0,\"stop\":[\"zzz\"]"));

        assertThat(tokens(called))
                .isBetween(
                        called.answer().completionTokens() - 1, called.answer().completionTokens());
        assertThat(tokens(told))
                .isBetween(told.answer().completionTokens() - 1, told.answer().completionTokens());
    }

    @Test
    void promptsAreCountedAsTheEngineDoes() throws Exception {
        GenerationRequest first = call("\"required\"", "Is it raining in Paris?", "\"temperature\":0");
        GenerationRequest withResult = request("""
                {"model":"smollm2-tools","temperature":0,"max_tokens":8,"tools":%s,"messages":[
                 {"role":"user","content":"What is the weather in Oslo?"},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":
                   {"name":"get_weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]},
                 {"role":"tool","tool_call_id":"c1","content":"heavy snow"}]}""".formatted(TOOLS));

        assertThat(counter.count(first))
                .isEqualTo(Asked.ask(generator, first).answer().promptTokens());
        assertThat(counter.count(withResult))
                .isEqualTo(Asked.ask(generator, withResult).answer().promptTokens());
    }

    // The token that ends an answer has no piece.
    private static int tokens(Asked asked) {
        int tokens = 0;
        for (GenerationEvent event : asked.events) {
            tokens += switch (event) {
                case Piece piece -> piece.tokens();
                case ToolPiece piece -> piece.tokens();
                default -> 0;
            };
        }
        return tokens;
    }

    private static void fits(ToolCall call) throws Exception {
        JsonNode arguments = JSON.readTree(call.arguments());
        if (call.name().equals("get_time")) {
            assertThat(arguments.isObject() && arguments.isEmpty()).isTrue();
            return;
        }
        assertThat(call.name()).isEqualTo("get_weather");
        assertThat(arguments.size()).isEqualTo(3);
        assertThat(arguments.path("city").asText()).isIn("Bern", "Paris", "Oslo");
        assertThat(arguments.path("days").isIntegralNumber()).isTrue();
        assertThat(arguments.path("unit").asText()).isIn("celsius", "fahrenheit");
    }

    private static GenerationRequest call(String choice, String question, String more) {
        return request("""
                {"model":"smollm2-tools","max_tokens":120,"tools":%s,"tool_choice":%s,%s,
                 "messages":[{"role":"user","content":"%s"}]}""".formatted(TOOLS, choice, more, question));
    }

    /** Goes the way of a call: parsed, checked and counted. */
    private static GenerationRequest request(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        GenerationRequest request =
                GenerationRequests.parse(GenerationEndpoint.chat, bytes, 0, bytes.length, "", false);
        request.check(model.manifest(), counter, "");
        CountedRequest counted = request.counted(model.manifest(), counter, "");
        return counted.request();
    }
}
