package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ToolReaderTest {

    private static final Prompt.Chat CHAT = new Prompt.Chat(
            List.of(Message.of("user", "Hi")),
            List.of(new Tool("weather", null, null), new Tool("clock", null, null)),
            "auto");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "hermes;<tool_call>\\n{'name': 'weather', 'arguments': {'city': 'Bern'}}\\n</tool_call>",
                "hermes;<tool_call>{'name':'weather','arguments':{'city':'Bern'}}",
                "hermes;\\n\\n<tool_call>{'name':'weather','arguments':'{\\\'city\\\':\\\'Bern\\\'}'}</tool_call>\\n",
                "mistral;[TOOL_CALLS] [{'name': 'weather', 'arguments': {'city': 'Bern'}, 'id': '123456789'}]",
                "mistral;[TOOL_CALLS]{'name': 'weather', 'arguments': {'city': 'Bern'}}",
                "llama;{'name': 'weather', 'parameters': {'city': 'Bern'}}",
                "llama;\\n<|python_tag|>{'name': 'weather', 'parameters': {'city': 'Bern'}}",
            })
    void findsACallInAnyPieces(ToolFormat format, String text) {
        for (int size : List.of(1, 2, 3, 7, 1_000)) {
            List<GenerationEvent> events =
                    read(format, true, text.replace('\'', '"').replace("\\n", "\n"), size);

            Generated.Choice choice = choice(events);
            assertThat(choice.text()).isEmpty();
            assertThat(choice.finishReason()).isEqualTo("tool_calls");
            assertThat(choice.toolCalls()).singleElement().satisfies(call -> {
                assertThat(call.name()).isEqualTo("weather");
                assertThat(call.arguments()).isEqualTo("{\"city\":\"Bern\"}");
                assertThat(call.id()).matches(format == ToolFormat.mistral ? "[0-9a-f]{9}" : "call_[0-9a-f]{24}");
            });
        }
    }

    @Test
    void findsSeveralCallsBehindAText() {
        String text = "Let me look. <tool_call>{\"name\":\"weather\",\"arguments\":{\"a\":1}}</tool_call>\n"
                + "<tool_call>{\"name\":\"clock\",\"arguments\":{}}</tool_call>";

        Generated.Choice several = choice(read(ToolFormat.hermes, true, text, 3));
        Generated.Choice one = choice(read(ToolFormat.hermes, false, text, 3));
        Generated.Choice array = choice(read(
                ToolFormat.mistral,
                true,
                "[TOOL_CALLS][{\"name\":\"weather\",\"arguments\":{}},{\"name\":\"clock\",\"arguments\":{}}]",
                4));

        assertThat(several.text()).isEqualTo("Let me look.");
        assertThat(several.toolCalls()).extracting(ToolCall::name).containsExactly("weather", "clock");
        assertThat(one.toolCalls()).extracting(ToolCall::name).containsExactly("weather");
        assertThat(array.toolCalls()).extracting(ToolCall::name).containsExactly("weather", "clock");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "hermes;Nothing is < that, and <tool is no tag.",
                "hermes;<tool_call>{'name':'unknown','arguments':{}}</tool_call> so it is",
                "hermes;<tool_call>{'name':'weather','argum",
                "hermes;<tool_call>not JSON</tool_call>",
                "mistral;[TOOL_CALLS] [{'name':'weather'}]",
                "mistral;An answer [in brackets].",
                "llama;{'answer': 42}",
                "llama;It is {'name':'weather','parameters':{}}",
                "llama;{'name':'weather','parameters':{}} as I said",
            })
    void whatIsNoCallStaysText(ToolFormat format, String text) {
        String said = text.replace('\'', '"');
        for (int size : List.of(1, 4, 1_000)) {
            Generated.Choice choice = choice(read(format, true, said, size));

            assertThat(choice.text()).isEqualTo(said);
            assertThat(choice.toolCalls()).isEmpty();
            assertThat(choice.finishReason()).isEqualTo("stop");
        }
    }

    @Test
    void tellsTextAtOnceAndHoldsBackOnlyWhatMayBeAMarker() {
        var reader = new ToolReader(ToolFormat.hermes, CHAT, 0, true);

        assertThat(reader.piece(new Piece(0, "a", List.of()))).containsExactly(new Piece(0, "a", List.of(), 1));
        assertThat(reader.piece(new Piece(0, " <to", List.of()))).containsExactly(new Piece(0, "", List.of(), 1));
        assertThat(reader.piece(new Piece(0, "mato>", List.of())))
                .containsExactly(new Piece(0, " <tomato>", List.of(), 1));
    }

    @ParameterizedTest
    @EnumSource(ToolFormat.class)
    void countsEachTokenOnce(ToolFormat format) {
        String call = format.before() + "{\"name\":\"clock\",\"" + format.arguments() + "\":{}}" + format.after();

        int tokens = 0;
        for (GenerationEvent event : read(format, true, call, 1)) {
            tokens += switch (event) {
                case Piece piece -> piece.tokens();
                case ToolPiece piece -> piece.tokens();
                default -> 0;
            };
        }

        assertThat(tokens).isEqualTo(call.length());
    }

    @Test
    void anAnswerThatWasCutOffKeepsItsReason() {
        var reader = new ToolReader(ToolFormat.hermes, CHAT, 0, true);
        List<GenerationEvent> events = new ArrayList<>(
                reader.piece(new Piece(0, "<tool_call>{\"name\":\"clock\",\"arguments\":{}}</tool_call>", List.of())));
        events.addAll(reader.end(new ChoiceEnd(0, "length")));

        assertThat(events.getLast()).isEqualTo(new ChoiceEnd(0, "length"));
        assertThat(choice(events).toolCalls()).hasSize(1);
    }

    private static List<GenerationEvent> read(ToolFormat format, boolean several, String text, int size) {
        var reader = new ToolReader(format, CHAT, 0, several);
        List<GenerationEvent> events = new ArrayList<>();
        for (int i = 0; i < text.length(); i += size) {
            events.addAll(reader.piece(
                    new Piece(0, text.substring(i, Math.min(text.length(), i + size)), List.of(), 1)));
        }
        events.addAll(reader.end(new ChoiceEnd(0, "stop")));
        return events;
    }

    private static Generated.Choice choice(List<GenerationEvent> events) {
        var collector = new GenerationCollector(1);
        events.forEach(collector::accept);
        collector.accept(new Done(1, 1, 1));
        return collector.generated().choices().getFirst();
    }
}
