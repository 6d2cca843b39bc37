package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationStreamTest {

    private static final List<GenerationEvent> TEXT = List.of(
            new Piece(0, "a", List.of()),
            new Piece(0, "", List.of()),
            new Piece(0, " b", List.of()),
            new ChoiceEnd(0, "stop"),
            new Done(3, 2, 10));

    private static final List<GenerationEvent> CALL = List.of(
            new ToolPiece(0, 0, "c1", "f", ""),
            new ToolPiece(0, 0, null, null, "{"),
            new ToolPiece(0, 0, null, null, "}"),
            new ChoiceEnd(0, "tool_calls"),
            new Done(3, 2, 10));

    @Test
    void streamsAChatAsOpenAiDoes() throws IOException {
        List<String> sent = sent(GenerationEndpoint.chat, TEXT);

        assertThat(sent).hasSize(6).allMatch(event -> event.startsWith("data: ") && event.endsWith("\n\n"));
        assertThat(sent.getLast()).isEqualTo("data: [DONE]\n\n");
        assertThat(data(sent.get(0)))
                .isEqualTo(GenerationAnswersTest.json(
                        "{'id':'chatcmpl_x','object':'chat.completion.chunk','created':1700000000,'model':'m',"
                                + "'choices':[{'index':0,'delta':{'role':'assistant','content':'','refusal':null},"
                                + "'logprobs':null,'finish_reason':null}],'usage':null}"));
        assertThat(data(sent.get(1)).at("/choices/0/delta")).isEqualTo(GenerationAnswersTest.json("{'content':'a'}"));
        assertThat(data(sent.get(2)).at("/choices/0/delta")).isEqualTo(GenerationAnswersTest.json("{'content':' b'}"));
        assertThat(data(sent.get(3)).at("/choices/0/delta")).isEqualTo(GenerationAnswersTest.json("{}"));
        assertThat(data(sent.get(3)).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(data(sent.get(4)).get("choices")).isEmpty();
        assertThat(data(sent.get(4)).at("/usage/total_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void streamsCallsOfToolsInAChat() throws IOException {
        List<String> sent = sent(GenerationEndpoint.chat, CALL);

        assertThat(data(sent.get(0)).at("/choices/0/delta/content").isNull()).isTrue();
        assertThat(data(sent.get(1)).at("/choices/0/delta"))
                .isEqualTo(
                        GenerationAnswersTest.json(
                                "{'tool_calls':[{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':''}}]}"));
        assertThat(data(sent.get(2)).at("/choices/0/delta"))
                .isEqualTo(GenerationAnswersTest.json("{'tool_calls':[{'index':0,'function':{'arguments':'{'}}]}"));
        assertThat(data(sent.get(4)).at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    }

    @Test
    void streamsACompletionAsOpenAiDoes() throws IOException {
        List<String> sent = sent(GenerationEndpoint.completions, TEXT);

        assertThat(sent).hasSize(5);
        assertThat(data(sent.get(0)))
                .isEqualTo(
                        GenerationAnswersTest.json(
                                "{'id':'cmpl_x','object':'text_completion','created':1700000000,'model':'m',"
                                        + "'choices':[{'index':0,'text':'a','logprobs':null,'finish_reason':null}],'usage':null}"));
        assertThat(data(sent.get(2)).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(data(sent.get(3)).at("/usage/completion_tokens").asInt()).isEqualTo(2);
        assertThat(sent.getLast()).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void streamsAResponseAsOpenAiDoes() throws IOException {
        List<String> sent = sent(GenerationEndpoint.responses, TEXT);

        assertThat(types(sent))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i)).startsWith("event: " + types(sent).get(i) + "\ndata: ");
            assertThat(data(sent.get(i)).get("sequence_number").asInt()).isEqualTo(i);
        }
        assertThat(data(sent.get(4)))
                .isEqualTo(
                        GenerationAnswersTest.json(
                                "{'type':'response.output_text.delta','sequence_number':4,'item_id':'msg_x_0','output_index':0,'content_index':0,'delta':'a','logprobs':[]}"));
        JsonNode completed = data(sent.getLast()).get("response");
        assertThat(completed.at("/output/0/content/0/text").asText()).isEqualTo("a b");
        assertThat(completed.at("/usage/total_tokens").asInt()).isEqualTo(5);
    }

    @Test
    void streamsCallsOfFunctionsInAResponse() throws IOException {
        List<String> sent = sent(GenerationEndpoint.responses, CALL);

        assertThat(types(sent))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(data(sent.get(6)).get("item"))
                .isEqualTo(
                        GenerationAnswersTest.json(
                                "{'id':'fc_x_0','type':'function_call','status':'completed','call_id':'c1','name':'f','arguments':'{}'}"));
    }

    @Test
    void endsAResponseThatIsTooLongAsIncomplete() throws IOException {
        List<String> sent = sent(
                GenerationEndpoint.responses,
                List.of(new Piece(0, "a", List.of()), new ChoiceEnd(0, "length"), new Done(1, 1, 1)));

        assertThat(types(sent)).endsWith("response.incomplete");
        assertThat(data(sent.getLast())
                        .at("/response/incomplete_details/reason")
                        .asText())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void tellsWhyAStreamFails() throws IOException {
        List<GenerationEvent> events =
                List.of(new Piece(0, "a", List.of()), new Failed("engine_error", "it broke", null, true));

        List<String> chat = sent(GenerationEndpoint.chat, events);
        List<String> responses = sent(GenerationEndpoint.responses, events);

        assertThat(data(chat.getLast()))
                .isEqualTo(GenerationAnswersTest.json(
                        "{'error':{'message':'it broke','type':'server_error','param':null,'code':'engine_error'}}"));
        assertThat(types(responses)).endsWith("response.failed");
        assertThat(data(responses.getLast()).at("/response/error"))
                .isEqualTo(GenerationAnswersTest.json("{'code':'engine_error','message':'it broke'}"));
    }

    @Test
    void tellsARoleForEachChoice() throws IOException {
        List<String> sent = sent(
                GenerationEndpoint.chat,
                List.of(
                        new Piece(0, "a", List.of()),
                        new Piece(1, "b", List.of()),
                        new ChoiceEnd(0, "stop"),
                        new ChoiceEnd(1, "stop"),
                        new Done(1, 2, 1)));

        assertThat(data(sent.get(0)).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(data(sent.get(2)).at("/choices/0/index").asInt()).isEqualTo(1);
        assertThat(data(sent.get(2)).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    }

    private static List<String> sent(GenerationEndpoint endpoint, List<GenerationEvent> events) {
        GenerationStream stream =
                GenerationStream.of(GenerationAnswersTest.request(endpoint, null), "x", 1_700_000_000);
        List<byte[]> sent = new ArrayList<>(stream.start());
        events.forEach(event -> sent.addAll(stream.accept(event)));
        return sent.stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    private static JsonNode data(String event) throws IOException {
        return GenerationAnswersTest.json(event.substring(event.indexOf("data: ") + 6));
    }

    private static List<String> types(List<String> sent) throws IOException {
        List<String> types = new ArrayList<>();
        for (String event : sent) {
            types.add(data(event).get("type").asText());
        }
        return types;
    }
}
