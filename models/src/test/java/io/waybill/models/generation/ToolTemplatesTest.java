package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.models.request.RequestRejected;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Templates of the families that call tools, in the forms that their models know. */
class ToolTemplatesTest {

    private static final Tool WEATHER = new Tool(
            "weather",
            "tells it",
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");

    private static final List<Message> TALK = List.of(
            Message.of("user", "Rain in Bern?"),
            new Message(
                    "assistant", "", null, List.of(new ToolCall("call12345", "weather", "{\"city\":\"Bern\"}")), null),
            new Message("tool", "sunny", null, List.of(), "call12345"));

    private static final String HERMES = """
            {%- if tools %}
                {{- '<|im_start|>system\\n# Tools\\n<tools>' }}
                {%- for tool in tools %}
                    {{- '\\n' + (tool | tojson) }}
                {%- endfor %}
                {{- '\\n</tools>\\nAnswer with <tool_call>\\n{"name": ..., "arguments": ...}\\n</tool_call><|im_end|>\\n' }}
            {%- endif %}
            {%- for message in messages %}
                {%- if message.role == 'assistant' and message.tool_calls %}
                    {{- '<|im_start|>assistant' }}
                    {%- for tool_call in message.tool_calls %}
                        {%- if tool_call.function is defined %}{% set tool_call = tool_call.function %}{% endif %}
                        {{- '\\n<tool_call>\\n{"name": "' + tool_call.name + '", "arguments": ' }}
                        {{- tool_call.arguments | tojson }}
                        {{- '}\\n</tool_call>' }}
                    {%- endfor %}
                    {{- '<|im_end|>\\n' }}
                {%- elif message.role == 'tool' %}
                    {{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
                {%- else %}
                    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}
            """;

    private static final String LLAMA = """
            {{- bos_token }}
            {%- if not tools is defined %}{%- set tools = none %}{%- endif %}
            {%- for message in messages %}
                {%- if message.role == 'user' and tools is not none and loop.first %}
                    {{- '<|start_header_id|>user<|end_header_id|>\\n\\nAnswer with ' }}
                    {{- '{"name": function name, "parameters": dictionary of arguments}.\\n\\n' }}
                    {%- for t in tools %}
                        {{- t | tojson(indent=4) }}
                        {{- "\\n\\n" }}
                    {%- endfor %}
                    {{- message.content | trim + '<|eot_id|>' }}
                {%- elif 'tool_calls' in message %}
                    {%- set call = message.tool_calls[0].function %}
                    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n{"name": "' + call.name + '", ' }}
                    {{- '"parameters": ' }}
                    {{- call.arguments | tojson }}
                    {{- '}<|eot_id|>' }}
                {%- elif message.role == 'tool' or message.role == 'ipython' %}
                    {{- '<|start_header_id|>ipython<|end_header_id|>\\n\\n' + message.content + '<|eot_id|>' }}
                {%- else %}
                    {{- '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n' + message.content + '<|eot_id|>' }}
                {%- endif %}
            {%- endfor %}
            """;

    private static final String MISTRAL = """
            {{- bos_token }}
            {%- for message in messages %}
                {%- if message['role'] == 'user' %}
                    {%- if tools is defined and tools is not none and loop.first %}
                        {{- '[AVAILABLE_TOOLS] [' }}
                        {%- for tool in tools %}
                            {{- tool | tojson }}
                            {%- if not loop.last %}{{- ', ' }}{%- endif %}
                        {%- endfor %}
                        {{- '][/AVAILABLE_TOOLS]' }}
                    {%- endif %}
                    {{- '[INST] ' + message['content'] + '[/INST]' }}
                {%- elif message['tool_calls'] is defined %}
                    {{- '[TOOL_CALLS] [' }}
                    {%- for call in message['tool_calls'] %}
                        {%- if call.id | length != 9 %}{{- raise_exception('ids have 9 characters') }}{%- endif %}
                        {{- (call.function | tojson)[:-1] + ', "id": "' + call.id + '"}' }}
                    {%- endfor %}
                    {{- ']' + eos_token }}
                {%- elif message['role'] == 'tool' %}
                    {{- '[TOOL_RESULTS] {"content": "' + message['content'] + '", "call_id": "' + message.tool_call_id + '"}[/TOOL_RESULTS]' }}
                {%- else %}
                    {{- message['content'] + eos_token }}
                {%- endif %}
            {%- endfor %}
            """;

    @Test
    void hermesIsToldOfToolsCallsAndResults() {
        var template = new ChatTemplate(HERMES, Map.of());

        String text = template.render(new Prompt.Chat(TALK, List.of(WEATHER), "auto"));

        assertThat(template.tools()).contains(ToolFormat.hermes);
        assertThat(text)
                .contains(
                        "{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"description\": \"tells it\","
                                + " \"parameters\": {\"type\": \"object\", \"properties\": {\"city\": {\"type\": \"string\"}},"
                                + " \"required\": [\"city\"]}}}\n")
                .endsWith("""
                        <|im_start|>user
                        Rain in Bern?<|im_end|>
                        <|im_start|>assistant
                        <tool_call>
                        {"name": "weather", "arguments": {"city": "Bern"}}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        <tool_response>
                        sunny
                        </tool_response><|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void llamaIsToldOfToolsCallsAndResults() {
        var template = new ChatTemplate(LLAMA, Map.of("bos_token", "<|begin_of_text|>"));

        String text = template.render(new Prompt.Chat(TALK, List.of(WEATHER), "auto"));

        assertThat(template.tools()).contains(ToolFormat.llama);
        assertThat(text)
                .startsWith("<|begin_of_text|><|start_header_id|>user")
                .contains("{\n    \"type\": \"function\",\n    \"function\": {\n        \"name\": \"weather\",")
                .contains("{\"name\": \"weather\", \"parameters\": {\"city\": \"Bern\"}}<|eot_id|>")
                .endsWith("<|start_header_id|>ipython<|end_header_id|>\n\nsunny<|eot_id|>");
    }

    @Test
    void mistralIsToldOfToolsCallsAndResults() {
        var template = new ChatTemplate(MISTRAL, Map.of("bos_token", "<s>", "eos_token", "</s>"));

        String text = template.render(new Prompt.Chat(TALK, List.of(WEATHER), "auto"));

        assertThat(template.tools()).contains(ToolFormat.mistral);
        assertThat(text)
                .startsWith("<s>[AVAILABLE_TOOLS] [{\"type\": \"function\", \"function\": {\"name\": \"weather\"")
                .endsWith(
                        "[TOOL_CALLS] [{\"name\": \"weather\", \"arguments\": {\"city\": \"Bern\"}, \"id\": \"call12345\"}]"
                                + "</s>[TOOL_RESULTS] {\"content\": \"sunny\", \"call_id\": \"call12345\"}[/TOOL_RESULTS]");
    }

    @Test
    void aTemplateWithoutToolsHasNone() {
        assertThat(new ChatTemplate("{% for m in messages %}{{ m.content }}{% endfor %}", Map.of()).tools())
                .isEmpty();
        // Named in a text, but never told.
        assertThat(new ChatTemplate("no tools, no <tool_call> {{ messages[0].content }}", Map.of()).tools())
                .isEmpty();
        // Told, but to be called in a form that is not JSON.
        assertThat(new ChatTemplate("{{ tools }}<tool_call><function=x>", Map.of()).tools())
                .isEmpty();
    }

    @Test
    void aCallThatMustBeMadeIsHeldToItsSchema() {
        var other = new Tool("clock", null, null);

        String one = ToolGrammar.of(ToolFormat.hermes, chat("function:weather", WEATHER, other))
                .orElseThrow();
        String any = ToolGrammar.of(ToolFormat.mistral, chat("required", WEATHER, other))
                .orElseThrow();

        assertThat(one).startsWith("root ::= \"<tool_call>\\n\" any-").contains("weather", "city");
        assertThat(one).doesNotContain("clock");
        assertThat(any).startsWith("root ::= \"[TOOL_CALLS] [\" ").contains("weather", "clock");
        assertThat(ToolGrammar.of(ToolFormat.llama, chat("required", WEATHER)).orElseThrow())
                .contains("\\\"parameters\\\"")
                .doesNotContain("arguments");
        assertThat(ToolGrammar.of(ToolFormat.llama, chat("auto", WEATHER))).isEmpty();
    }

    @Test
    void referencesOfASchemaAreFoundWithinTheCall() {
        var tool = new Tool(
                "go",
                null,
                "{\"type\":\"object\",\"properties\":{\"to\":{\"$ref\":\"#/$defs/place\"}},\"required\":[\"to\"],"
                        + "\"$defs\":{\"place\":{\"enum\":[\"north\",\"south\"]}}}");

        assertThat(ToolGrammar.of(ToolFormat.hermes, chat("required", WEATHER, tool))
                        .orElseThrow())
                .contains("north", "south");
    }

    @Test
    void aSchemaThatNoGrammarHoldsIsRefusedByName() {
        var tool = new Tool(
                "go", null, "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\",\"pattern\":\"x+\"}}}");

        ToolGrammar.check(chat("auto", WEATHER, tool), "tools", ".function");

        assertThatThrownBy(() -> ToolGrammar.check(chat("required", WEATHER, tool), "body.tools", ".function"))
                .isInstanceOfSatisfying(RequestRejected.class, rejected -> {
                    assertThat(rejected.problem().param()).isEqualTo("body.tools[1].function.parameters");
                    assertThat(rejected.problem().message()).contains("pattern cannot be held to");
                });
    }

    private static Prompt.Chat chat(String choice, Tool... tools) {
        return new Prompt.Chat(List.of(Message.of("user", "Hi")), List.of(tools), choice);
    }
}
