package io.waybill.gpu.llama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.models.generation.Generated;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.PromptCounter;
import io.waybill.models.generation.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the real model in its process. */
@Timeout(120)
class LlamaGeneratorTest {

    private static final int SLOTS = 3;

    private static LlamaGenerator generator;

    @BeforeAll
    static void open() {
        generator = LlamaGenerator.open(SmolLm.installed(), new LlamaSettings(SLOTS, 1));
    }

    @AfterAll
    static void close() {
        if (generator != null) {
            generator.close();
        }
    }

    @Test
    void answersAQuestion() throws Exception {
        Asked asked = Asked.ask(generator, Asked.chat("What is the capital of France?", 40));

        assertThat(asked.text()).contains("Paris");
        assertThat(asked.finishReason()).isEqualTo("stop");
        assertThat(asked.answer().completionTokens()).isBetween(5, 40);
        assertThat(asked.events.getLast()).isInstanceOf(GenerationEvent.Done.class);
    }

    @Test
    void endsAtTheLimitOfTokens() throws Exception {
        Asked asked = Asked.ask(generator, Asked.chat("Tell a long story about a dog.", 7));

        assertThat(asked.finishReason()).isEqualTo("length");
        assertThat(asked.answer().completionTokens()).isEqualTo(7);
    }

    @Test
    void endsBeforeAStopText() throws Exception {
        Asked whole = Asked.ask(generator, Asked.chat("Count from 1 to 9.", 40));
        String stop = whole.text().substring(6, 9);

        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        Asked.chat("Count from 1 to 9.", 1).prompt(),
                        Asked.sampling(0, 1L, List.of("never said", stop), Map.of(), null),
                        OutputFormat.TEXT,
                        40,
                        1));

        assertThat(asked.text())
                .isEqualTo(whole.text().substring(0, whole.text().indexOf(stop)));
        assertThat(asked.finishReason()).isEqualTo("stop");
        assertThat(asked.answer().completionTokens()).isLessThan(whole.answer().completionTokens());
    }

    @Test
    void makesChoicesWithSeedsOfTheirOwn() throws Exception {
        Asked asked = Asked.ask(generator, seeded("Write a word.", 1.5, 5L, 3));
        Asked again = Asked.ask(generator, seeded("Write a word.", 1.5, 5L, 3));

        Generated answer = asked.answer();
        assertThat(answer.choices()).hasSize(3);
        assertThat(Set.copyOf(answer.choices())).hasSizeGreaterThan(1);
        assertThat(again.answer().choices()).isEqualTo(answer.choices());
        assertThat(answer.promptTokens())
                .isEqualTo(Asked.ask(generator, Asked.chat("Write a word.", 1))
                        .answer()
                        .promptTokens());
    }

    @Test
    void answersEachTextOfAPrompt() throws Exception {
        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        new Prompt.Text(List.of("The capital of France is", "Two plus two is"), null),
                        Asked.greedy(),
                        OutputFormat.TEXT,
                        8,
                        1));

        assertThat(asked.answer().choices().getFirst().text()).contains("Paris");
        assertThat(asked.answer().choices()).hasSize(2);
    }

    @Test
    void reportsLogProbabilities() throws Exception {
        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        Asked.chat("Say hello.", 1).prompt(),
                        Asked.sampling(0, 1L, List.of(), Map.of(), 3),
                        OutputFormat.TEXT,
                        10,
                        1));

        List<TokenLogprob> logprobs = asked.answer().choices().getFirst().logprobs();
        assertThat(String.join("", logprobs.stream().map(TokenLogprob::token).toList()))
                .isEqualTo(asked.text());
        assertThat(logprobs).allSatisfy(token -> {
            assertThat(token.logprob()).isLessThanOrEqualTo(0);
            assertThat(token.top()).hasSize(3);
            assertThat(token.top().getFirst().logprob()).isGreaterThanOrEqualTo(token.logprob());
            assertThat(token.top().stream()
                            .mapToDouble(it -> Math.exp(it.logprob()))
                            .sum())
                    .isLessThan(1.0001);
        });
    }

    @Test
    void takesABiasOfTokens() throws Exception {
        Asked plain = Asked.ask(generator, Asked.chat("What is the capital of France?", 1));
        Map<Integer, Double> bias = Map.of(49_000, 100.0);

        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        Asked.chat("What is the capital of France?", 1).prompt(),
                        Asked.sampling(0, 1L, List.of(), bias, null),
                        OutputFormat.TEXT,
                        1,
                        1));

        assertThat(asked.text()).isNotEqualTo(plain.text());
    }

    @Test
    void answersInJson() throws Exception {
        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        Asked.chat("Describe a dog as a JSON object with name and age.", 1)
                                .prompt(),
                        Asked.greedy(),
                        new OutputFormat(OutputFormat.Kind.json_object, null, null),
                        300,
                        1));

        assertThat(asked.text()).startsWith("{");
        if (asked.finishReason().equals("stop")) {
            assertThat(new ObjectMapper().readTree(asked.text()).isObject()).isTrue();
        }
    }

    @Test
    void answersWithinASchema() throws Exception {
        String schema = """
                {"type": "object", "additionalProperties": false, "required": ["name", "age", "kind", "tags"],
                 "properties": {
                   "name": {"type": "string", "maxLength": 12},
                   "age": {"type": "integer"},
                   "kind": {"enum": ["dog", "cat"]},
                   "nick": {"type": ["string", "null"], "maxLength": 5},
                   "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}, "minItems": 1, "maxItems": 2}},
                 "$defs": {"tag": {"type": "string", "maxLength": 8}}}""";

        for (double temperature : List.of(0.0, 1.0, 1.5)) {
            Asked asked = Asked.ask(
                    generator,
                    Asked.request(
                            Asked.chat("Describe a pet.", 1).prompt(),
                            Asked.sampling(temperature, 3L, List.of(), Map.of(), null),
                            new OutputFormat(OutputFormat.Kind.json_schema, "pet", schema),
                            200,
                            1));

            JsonNode pet = new ObjectMapper().readTree(asked.text());
            assertThat(asked.finishReason()).isEqualTo("stop");
            assertThat(pet.get("name").textValue().length()).isBetween(0, 12);
            assertThat(pet.get("age").isIntegralNumber()).isTrue();
            assertThat(pet.get("kind").textValue()).isIn("dog", "cat");
            assertThat(pet.get("tags").size()).isBetween(1, 2);
        }
    }

    @Test
    void refusesASchemaThatItCannotHoldTo() throws Exception {
        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        Asked.chat("x", 1).prompt(),
                        Asked.greedy(),
                        new OutputFormat(
                                OutputFormat.Kind.json_schema, "x", "{\"type\":\"string\",\"pattern\":\"^a+$\"}"),
                        10,
                        1));

        assertThat(asked.failure().worthAnotherTry()).isFalse();
        assertThat(asked.failure().param()).isEqualTo("response_format");
        assertThat(asked.failure().message()).contains("#.pattern");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello world",
                "",
                " leading and trailing  ",
                "In 1984 there were 3.14159 reasons, 1,000,000 of them bad.",
                "Größe, naïve, façade, Ελληνικά, русский, עברית, العربية, 中文字符, 日本語, 한국어",
                "emoji 👩‍👩‍👧‍👦 🇨🇭 and \u200b zero width, e\u0301 combining",
                "line\nline\r\n\ttab\n\n\n  indented",
                "<|im_start|>user\nspecial<|im_end|> <|not_special|>",
                "don't we'll I've they're it's DON'T",
                "def f(x):\n    return x**2  # comment\n"
            })
    void countsPromptsAsTheEngineDoes(String text) throws Exception {
        GenerationRequest chat = Asked.chat(text, 1);
        GenerationRequest plain =
                Asked.request(new Prompt.Text(List.of("a" + text), null), Asked.greedy(), OutputFormat.TEXT, 1, 1);

        try (PromptCounter counter = PromptCounter.open(SmolLm.installed())) {
            assertThat(counter.count(chat))
                    .isEqualTo(Asked.ask(generator, chat).answer().promptTokens());
            assertThat(counter.count(plain))
                    .isEqualTo(Asked.ask(generator, plain).answer().promptTokens());
        }
    }

    @Test
    void saysWhenAPromptIsTooLong() throws Exception {
        Asked asked = Asked.ask(generator, Asked.chat("word ".repeat(3_000), 5));

        assertThat(asked.failure().code()).isEqualTo("context_length_exceeded");
        assertThat(asked.failure().worthAnotherTry()).isFalse();
    }

    @Test
    void stopsWithinATokenWhenNobodyWantsMore() throws Exception {
        AtomicLong unwantedAt = new AtomicLong();

        Asked asked = Asked.ask(generator, Asked.chat("Tell a long story about a dog and a cat.", 900), it -> {
            boolean wanted = it.events.size() < 5;
            if (!wanted) {
                unwantedAt.compareAndSet(0, System.nanoTime());
            }
            return wanted;
        });

        assertThat(asked.finishReason()).isEqualTo("cancelled");
        assertThat(asked.answer().completionTokens()).isBetween(5, 20);
        assertThat(Duration.ofNanos(System.nanoTime() - unwantedAt.get())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void stopsWhileItReadsALongPrompt() throws Exception {
        long begun = System.nanoTime();

        Asked asked = Asked.ask(
                generator,
                Asked.chat("lorem ipsum ".repeat(250), 10),
                _ -> System.nanoTime() - begun < Duration.ofMillis(200).toNanos());

        assertThat(asked.finishReason()).isEqualTo("cancelled");
        assertThat(asked.answer().completionTokens()).isZero();
    }

    @Test
    void answersBesideEachOther() throws Exception {
        List<Callable<Asked>> asked = new ArrayList<>();
        for (int i = 0; i < 3 * SLOTS; i++) {
            String question = "Tell me about the number " + i + ".";
            asked.add(() -> Asked.ask(generator, Asked.chat(question, 24)));
        }

        Set<String> texts = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Asked> answer : threads.invokeAll(asked)) {
                assertThat(answer.get().answer().completionTokens()).isBetween(1, 24);
                texts.add(answer.get().text());
            }
        }

        assertThat(texts).hasSizeGreaterThan(SLOTS);
    }

    @Test
    void tellsWholeCharactersOnly() throws Exception {
        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        new Prompt.Text(List.of("😀 😃 😄 😁 😆 😅 😂 中文 日本語 😊 😇"), null),
                        Asked.sampling(1, 7L, List.of(), Map.of(), null),
                        OutputFormat.TEXT,
                        60,
                        1));

        for (GenerationEvent event : asked.events) {
            if (event instanceof GenerationEvent.Piece piece && !piece.text().isEmpty()) {
                String text = piece.text();
                assertThat(Character.isLowSurrogate(text.charAt(0))).isFalse();
                assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1)))
                        .isFalse();
            }
        }
    }

    @Test
    void answersAConversation() throws Exception {
        Asked asked = Asked.ask(
                generator,
                Asked.request(
                        new Prompt.Chat(
                                List.of(
                                        Message.of("system", "You are a helpful assistant."),
                                        Message.of("user", "My name is Anna."),
                                        Message.of("assistant", "Hello Anna!"),
                                        Message.of("user", "What is my name?")),
                                List.of(),
                                "auto"),
                        Asked.greedy(),
                        OutputFormat.TEXT,
                        30,
                        1));

        assertThat(asked.text()).contains("Anna");
    }

    private static GenerationRequest seeded(String message, double temperature, long seed, int n) {
        Sampling sampling = Asked.sampling(temperature, seed, List.of(), Map.of(), null);
        return Asked.request(Asked.chat(message, 1).prompt(), sampling, OutputFormat.TEXT, 8, n);
    }
}
