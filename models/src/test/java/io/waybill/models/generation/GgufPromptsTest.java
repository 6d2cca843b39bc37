package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.gguf.GgufMetadata;
import io.waybill.models.request.RequestRejected;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GgufPromptsTest {

    @Test
    void rendersTheTemplateOfTheFile() {
        GgufPrompts prompts =
                new GgufPrompts(GgufMetadata.read(SmolLm.installed().file("model")));

        List<String> texts = prompts.texts(chat(Message.of("user", "Hi {{ 7 * 7 }} {% if %}\n<b>&amp;</b>")));

        assertThat(texts).containsExactly("""
                <|im_start|>system
                You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
                <|im_start|>user
                Hi {{ 7 * 7 }} {% if %}
                <b>&amp;</b><|im_end|>
                <|im_start|>assistant
                """);
    }

    @Test
    void givesADeveloperTheRoleOfTheSystem() {
        GgufPrompts prompts =
                new GgufPrompts(GgufMetadata.read(SmolLm.installed().file("model")));

        List<String> texts = prompts.texts(chat(Message.of("developer", "Be kind."), Message.of("user", "Hi")));

        assertThat(texts.getFirst()).startsWith("<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi");
    }

    @Test
    void takesTextsAsTheyAre() {
        GgufPrompts prompts =
                new GgufPrompts(GgufMetadata.read(SmolLm.installed().file("model")));

        assertThat(prompts.texts(texts(null, "Once upon", "a time"))).containsExactly("Once upon", "a time");
        assertThatThrownBy(() -> prompts.texts(texts("the end", "Once")))
                .isInstanceOfSatisfying(
                        RequestRejected.class,
                        rejected -> assertThat(rejected.problem().param()).isEqualTo("suffix"));
    }

    @Test
    void countsMoreForMore() {
        InstalledModel model = SmolLm.installed();
        try (PromptCounter counter = PromptCounter.open(model)) {
            int one = counter.count(texts(null, "Hello world"));

            assertThat(one).isEqualTo(2);
            assertThat(counter.count(texts(null, "Hello world", "Hello world"))).isEqualTo(4);
            assertThat(counter.count(chat(Message.of("user", "Hello world")))).isGreaterThan(20);
        }
    }

    @Test
    void saysWhatTheModelCanDo() {
        try (PromptCounter counter = PromptCounter.open(SmolLm.installed())) {
            assertThat(counter.capabilities())
                    .isEqualTo(new GenerationCapabilities(false, false, true, true, true, true));
        }
    }

    @Test
    void refusesWhatTheTemplateRefuses() {
        var template = new ChatTemplate("""
                {%- for message in messages %}
                    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
                        {{- raise_exception('roles must alternate') }}
                    {%- endif %}
                    {{- bos_token + message.content | trim }}
                {%- endfor %}""", Map.of("bos_token", "<s>"));

        assertThat(template.render(conversation("user", "assistant"))).isEqualTo("<s>hello<s>hello");
        assertThatThrownBy(() -> template.render(conversation("user", "user")))
                .isInstanceOfSatisfying(RequestRejected.class, rejected -> {
                    assertThat(rejected.problem().param()).isEqualTo("messages");
                    assertThat(rejected.problem().message()).endsWith("refuses the messages: roles must alternate");
                });
    }

    @Test
    void tellsTheTemplateOfTools() {
        var template = new ChatTemplate("""
                {%- if tools %}{% for tool in tools %}{{ tool | tojson }}{% endfor %}{% endif -%}
                {%- for message in messages %}[{{ message.role }}]{{ message.content }}
                {%- for call in message.tool_calls %}({{ call.function.name }} {{ call.function.arguments.city }})
                {%- endfor %}{%- endfor %}""", Map.of());
        var called =
                new Message("assistant", "", null, List.of(new ToolCall("1", "weather", "{\"city\":\"Bern\"}")), null);
        var tool = new Tool("weather", "tells it", "{\"type\":\"object\"}");

        String text = template.render(new Prompt.Chat(List.of(called), List.of(tool), "auto"));
        String without = template.render(new Prompt.Chat(List.of(called), List.of(tool), "none"));

        assertThat(text).contains("\"weather\"", "\"parameters\"").endsWith("[assistant](weather Bern)");
        assertThat(without).isEqualTo("[assistant](weather Bern)");
    }

    private static Prompt.Chat conversation(String... roles) {
        return new Prompt.Chat(
                List.of(roles).stream().map(role -> Message.of(role, " hello ")).toList(), List.of(), "auto");
    }

    private static GenerationRequest chat(Message... messages) {
        return request(new Prompt.Chat(List.of(messages), List.of(), "auto"));
    }

    private static GenerationRequest texts(@Nullable String suffix, String... texts) {
        return request(new Prompt.Text(List.of(texts), suffix));
    }

    private static GenerationRequest request(Prompt prompt) {
        return new GenerationRequest(
                GenerationEndpoint.chat,
                "smollm2-135m",
                prompt,
                Sampling.DEFAULT,
                OutputFormat.TEXT,
                16,
                1,
                false,
                false);
    }
}
