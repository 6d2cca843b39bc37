package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GenerationAnswersTest {

    private static final long CREATED = 1_700_000_000;

    @Test
    void rendersAChat() throws IOException {
        GenerationRequest request = request(GenerationEndpoint.chat, null);
        Generated generated =
                new Generated(List.of(choice("hi", List.of(), "stop"), choice("ho", List.of(), "cancelled")), 3, 2, 10);

        JsonNode answer = render(request, generated);

        assertThat(answer)
                .isEqualTo(json(
                        "{'id':'chatcmpl_x','object':'chat.completion','created':1700000000,'model':'m','choices':["
                                + "{'index':0,'message':{'role':'assistant','content':'hi','refusal':null},'logprobs':null,'finish_reason':'stop'},"
                                + "{'index':1,'message':{'role':'assistant','content':'ho','refusal':null},'logprobs':null,'finish_reason':'stop'}],"
                                + "'usage':{'prompt_tokens':3,'completion_tokens':2,'total_tokens':5,"
                                + "'prompt_tokens_details':{'cached_tokens':0,'audio_tokens':0},"
                                + "'completion_tokens_details':{'reasoning_tokens':0,'audio_tokens':0,"
                                + "'accepted_prediction_tokens':0,'rejected_prediction_tokens':0}}}"));
    }

    @Test
    void rendersCallsOfToolsAndLogprobsOfAChat() throws IOException {
        GenerationRequest request = request(GenerationEndpoint.chat, 1);
        Generated generated = new Generated(
                List.of(new Generated.Choice(
                        "", List.of(new ToolCall("c1", "f", "{}")), List.of(logprob()), "tool_calls")),
                1,
                1,
                1);

        JsonNode choice = render(request, generated).at("/choices/0");

        assertThat(choice)
                .isEqualTo(
                        json(
                                "{'index':0,'message':{'role':'assistant','content':null,'refusal':null,'tool_calls':"
                                        + "[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                                        + "'logprobs':{'content':[{'token':'é','logprob':-0.5,'bytes':[195,169],'top_logprobs':"
                                        + "[{'token':'a','logprob':-9999.0,'bytes':[97]}]}],'refusal':null},'finish_reason':'tool_calls'}"));
    }

    @Test
    void rendersACompletion() throws IOException {
        GenerationRequest request = request(GenerationEndpoint.completions, 1);
        Generated generated =
                new Generated(List.of(new Generated.Choice("é", List.of(), List.of(logprob()), "length")), 4, 1, 1);

        JsonNode answer = render(request, generated);

        assertThat(answer.get("id").asText()).isEqualTo("cmpl_x");
        assertThat(answer.get("object").asText()).isEqualTo("text_completion");
        assertThat(answer.at("/choices/0"))
                .isEqualTo(json("{'index':0,'text':'é','logprobs':{'tokens':['é'],'token_logprobs':[-0.5],"
                        + "'top_logprobs':[{'a':-9999.0}],'text_offset':[0]},'finish_reason':'length'}"));
    }

    @Test
    void rendersAResponse() throws IOException {
        GenerationRequest request = request(GenerationEndpoint.responses, null);
        Generated generated =
                new Generated(List.of(choice("hi", List.of(new ToolCall("c1", "f", "{}")), "length")), 4, 1, 1);

        JsonNode answer = render(request, generated);

        assertThat(answer.get("id").asText()).isEqualTo("resp_x");
        assertThat(answer.get("object").asText()).isEqualTo("response");
        assertThat(answer.get("status").asText()).isEqualTo("incomplete");
        assertThat(answer.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
        assertThat(answer.get("metadata")).isEqualTo(json("{'k':'v'}"));
        assertThat(answer.get("output"))
                .isEqualTo(
                        json(
                                "[{'id':'msg_x_0','type':'message','status':'incomplete','role':'assistant','content':"
                                        + "[{'type':'output_text','text':'hi','annotations':[],'logprobs':[]}]},"
                                        + "{'id':'fc_x_1','type':'function_call','status':'incomplete','call_id':'c1','name':'f','arguments':'{}'}]"));
        assertThat(answer.get("usage"))
                .isEqualTo(json(
                        "{'input_tokens':4,'input_tokens_details':{'cached_tokens':0,'cache_write_tokens':0},'output_tokens':1,"
                                + "'output_tokens_details':{'reasoning_tokens':0},'total_tokens':5}"));
    }

    static GenerationRequest request(GenerationEndpoint endpoint, @Nullable Integer topLogprobs) {
        Prompt prompt = endpoint == GenerationEndpoint.completions
                ? new Prompt.Text(List.of("a"), null)
                : new Prompt.Chat(List.of(Message.of("user", "a")), List.of(), "none");
        return new GenerationRequest(
                endpoint,
                "m",
                prompt,
                new Sampling(null, null, null, null, null, List.of(), Map.of(), topLogprobs),
                OutputFormat.TEXT,
                9,
                1,
                true,
                true,
                new RequestNotes("max_tokens", null, Map.of("k", "v"), true));
    }

    static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }

    private static Generated.Choice choice(String text, List<ToolCall> calls, String reason) {
        return new Generated.Choice(text, calls, List.of(), reason);
    }

    private static TokenLogprob logprob() {
        return new TokenLogprob("é", -0.5, List.of(new TokenLogprob("a", Double.NEGATIVE_INFINITY, List.of())));
    }

    private static JsonNode render(GenerationRequest request, Generated generated) throws IOException {
        byte[] bytes = GenerationAnswers.json(request, "x", CREATED, generated);
        return new ObjectMapper().readTree(new String(bytes, StandardCharsets.UTF_8));
    }
}
