package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.models.request.ItemError;
import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestRejected;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationRequestsTest {

    private static final String HI = "'model':'m','messages':[{'role':'user','content':'hi'}]";
    private static final String TOOL = "{'type':'function','function':{'name':'f','parameters':{'type':'object'}}}";

    @Test
    void readsEveryFieldOfAChat() {
        String body = "{" + HI + ",'temperature':0.5,'top_p':1,'seed':-7,'presence_penalty':-2,'frequency_penalty':2,"
                + "'stop':['a','b'],'logit_bias':{'5':-100},'logprobs':true,'top_logprobs':3,'n':2,"
                + "'max_completion_tokens':9,'stream':true,'stream_options':{'include_usage':true},"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'x','strict':true,'schema':{'type':'object'}}},"
                + "'tools':[" + TOOL + "],'tool_choice':{'type':'function','function':{'name':'f'}},"
                + "'user':'u','metadata':{'k':'v'},'store':false,'service_tier':'auto','parallel_tool_calls':false,"
                + "'reasoning_effort':'low','safety_identifier':'s','prompt_cache_key':'p','modalities':['text']}";

        GenerationRequest request = chat(body);

        assertThat(request)
                .isEqualTo(new GenerationRequest(
                        GenerationEndpoint.chat,
                        "m",
                        new Prompt.Chat(
                                List.of(Message.of("user", "hi")),
                                List.of(new Tool("f", null, "{\"type\":\"object\"}")),
                                "function:f"),
                        new Sampling(0.5, 1.0, -7L, -2.0, 2.0, List.of("a", "b"), Map.of(5, -100.0), 3),
                        new OutputFormat(OutputFormat.Kind.json_schema, "x", "{\"type\":\"object\"}"),
                        9,
                        2,
                        true,
                        true,
                        new RequestNotes("max_completion_tokens", null, Map.of("k", "v"), false)));
    }

    @Test
    void takesNullForFieldsThatMayBeLeftOut() {
        GenerationRequest request =
                chat("{" + HI + ",'temperature':null,'stop':null,'tools':null,'n':null,'stream':null,"
                        + "'max_tokens':null,'functions':null,'logit_bias':null,'response_format':null,'user':null}");

        assertThat(request.sampling()).isEqualTo(Sampling.DEFAULT);
        assertThat(request.maxTokens()).isNull();
    }

    @Test
    void joinsTextsOfAMessage() {
        GenerationRequest request = chat("{'model':'m','messages':[{'role':'system','content':"
                + "[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}");

        assertThat(((Prompt.Chat) request.prompt()).messages()).containsExactly(Message.of("system", "ab"));
    }

    @Test
    void readsAConversationWithTools() {
        GenerationRequest request =
                chat("{'model':'m','tools':[" + TOOL + "],'messages':[{'role':'user','content':'w?'},"
                        + "{'role':'assistant','content':null,'refusal':null,'annotations':[],'tool_calls':"
                        + "[{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'sunny'}]}");

        Prompt.Chat prompt = (Prompt.Chat) request.prompt();
        assertThat(prompt.toolChoice()).isEqualTo("auto");
        assertThat(prompt.messages())
                .containsExactly(
                        Message.of("user", "w?"),
                        new Message("assistant", "", null, List.of(new ToolCall("c1", "f", "{}")), null),
                        new Message("tool", "sunny", null, List.of(), "c1"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'messages':[]|body.messages|empty array",
                "'messages':null|body.messages|is null",
                "'messages':'hi'|body.messages|a string, allowed is an array",
                "'messages':[1]|body.messages[0]|a number, allowed is an object",
                "'messages':[{'role':'robot','content':'x'}]|body.messages[0].role|[assistant, developer, system, tool, user]",
                "'messages':[{'role':'user'}]|body.messages[0].content|is missing",
                "'messages':[{'content':'x'}]|body.messages[0].role|is missing",
                "'messages':[{'role':'user','content':5}]|body.messages[0].content|a number",
                "'messages':[{'role':'user','content':[]}]|body.messages[0].content|0 parts",
                "'messages':[{'role':'user','content':'a'},{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]}]|body.messages[1].content[0]|is no text",
                "'messages':[{'role':'user','content':[{'type':'input_audio'}]}]|body.messages[0].content[0]|is no text",
                "'messages':[{'role':'user','content':'x','mood':1}]|body.messages[0].mood|is unknown",
                "'messages':[{'role':'tool','content':'x'}]|body.messages[0].tool_call_id|is missing",
                "'messages':[{'role':'tool','content':'x','tool_call_id':'c'}]|body.messages[0].tool_call_id|names no call",
                "'messages':[{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f'}}]}]|body.messages[0].tool_calls[0].function.arguments|is missing",
                "'messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'custom'}]}]|body.messages[0].tool_calls[0].type|allowed is function",
            })
    void refusesMessages(String field, String param, String what) {
        RequestRejected rejected = rejected(GenerationEndpoint.chat, "{'model':'m'," + field + "}");

        assertThat(rejected.problem().error()).isEqualTo(ItemError.invalid_request);
        assertThat(rejected.problem().param()).isEqualTo(param);
        assertThat(rejected.problem().message()).startsWith(param).contains(what);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'max_tokens':0|max_tokens|whole number from 1",
                "'max_tokens':-1|max_tokens|out of range",
                "'max_tokens':1.5|max_tokens|not whole",
                "'max_tokens':'5'|max_tokens|a string",
                "'max_tokens':99999999999999999999|max_tokens|out of range",
                "'max_completion_tokens':0|max_completion_tokens|out of range",
                "'max_tokens':1,'max_completion_tokens':1|max_tokens|allowed is one of them",
                "'temperature':2.1|temperature|0 to 2",
                "'temperature':-0.1|temperature|0 to 2",
                "'temperature':1e400|temperature|0 to 2",
                "'temperature':'hot'|temperature|a string",
                "'top_p':1.01|top_p|0 to 1",
                "'presence_penalty':3|presence_penalty|-2 to 2",
                "'frequency_penalty':-3|frequency_penalty|-2 to 2",
                "'n':0|n|1 to 128",
                "'n':129|n|1 to 128",
                "'seed':1.5|seed|not whole",
                "'seed':99999999999999999999|seed|out of range",
                "'stop':5|stop|a number",
                "'stop':['a','b','c','d','e']|stop|at most 4",
                "'stop':['']|stop[0]|is empty",
                "'stop':[1]|stop[0]|a number",
                "'logit_bias':[]|logit_bias|an array",
                "'logit_bias':{'x':1}|logit_bias|no token id",
                "'logit_bias':{'1':101}|logit_bias.1|-100 to 100",
                "'logprobs':1|logprobs|true or false",
                "'top_logprobs':3|top_logprobs|without logprobs",
                "'logprobs':true,'top_logprobs':21|top_logprobs|0 to 20",
                "'stream':'yes'|stream|true or false",
                "'stream':1|stream|true or false",
                "'stream_options':{}|stream_options|without stream",
                "'stream':true,'stream_options':{'x':1}|stream_options.x|is unknown",
                "'response_format':'json'|response_format|a string, allowed is an object",
                "'response_format':{'type':'xml'}|response_format.type|json_object, json_schema, text",
                "'response_format':{'type':'json_schema'}|response_format.json_schema|is missing",
                "'response_format':{'type':'json_schema','json_schema':{'name':'x'}}|response_format.json_schema.schema|is missing",
                "'response_format':{'type':'json_schema','json_schema':{'name':'a b','schema':{}}}|response_format.json_schema.name|letters",
                "'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':[]}}|response_format.json_schema.schema|an array",
                "'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'type':'thing'}}}|response_format.json_schema.schema.type|is unknown",
                "'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'properties':{'a':5}}}}|response_format.json_schema.schema.properties[0]|a number",
                "'tools':{}|tools|an object",
                "'tools':[{'type':'web_search'}]|tools[0].type|allowed is function",
                "'tools':[{'type':'function'}]|tools[0].function|is missing",
                "'tools':[{'type':'function','function':{'name':'a b'}}]|tools[0].function.name|letters",
                "'tools':[{'type':'function','function':{'name':'a','parameters':[]}}]|tools[0].function.parameters|JSON Schema",
                "'tool_choice':'sometimes'|tool_choice|auto, none, required",
                "'tool_choice':'required'|tool_choice|without tools",
                "'tool_choice':{'type':'function','function':{'name':'f'}}|tool_choice.function.name|none of the tools",
                "'store':true|store|are not kept",
                "'modalities':['audio']|modalities|more than text",
                "'functions':[]|functions|use tools",
                "'audio':{}|audio|not offered",
                "'metadata':{'a':1}|metadata|no string",
                "'user':5|user|a number",
                "'frobnicate':5|frobnicate|is unknown",
            })
    void refusesFieldsOfAChat(String field, String param, String what) {
        String body = "{" + HI + "," + field + "}";

        RequestRejected rejected = rejected(GenerationEndpoint.chat, body);

        assertThat(rejected.problem().param()).isEqualTo("body." + param);
        assertThat(rejected.problem().message()).startsWith("body." + param).contains(what);
    }

    @Test
    void refusesABodyWithoutAModel() {
        RequestRejected rejected = rejected(GenerationEndpoint.chat, "{'messages':[{'role':'user','content':'hi'}]}");

        assertThat(rejected.problem().param()).isEqualTo("body.model");
        assertThat(rejected.problem().message()).isEqualTo("body.model is missing");
    }

    @Test
    void repeatsNoStrangeNameOfAField() {
        RequestRejected rejected = rejected(GenerationEndpoint.chat, "{" + HI + ",'my secret':1}");

        assertThat(rejected.problem().message()).doesNotContain("secret").contains("unknown field");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "{} {}", "nonsense"})
    void refusesWhatIsNoObject(String body) {
        RequestRejected rejected = rejected(GenerationEndpoint.responses, body);

        assertThat(rejected.problem().error()).isIn(ItemError.not_an_object, ItemError.invalid_json);
    }

    @Test
    void readsTextsToContinue() {
        GenerationRequest request = parse(
                GenerationEndpoint.completions,
                "{'model':'m','prompt':['a','b'],'suffix':'z','logprobs':2,'n':2,'best_of':2,'echo':false,'max_tokens':4}");

        assertThat(request.prompt()).isEqualTo(new Prompt.Text(List.of("a", "b"), "z"));
        assertThat(request.choices()).isEqualTo(4);
        assertThat(request.sampling().topLogprobs()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'prompt':[]|prompt|0 texts",
                "'prompt':''|prompt|is empty",
                "'prompt':5|prompt|a number",
                "'prompt':[1,2]|prompt|token numbers",
                "'prompt':[[1,2]]|prompt|token numbers",
                "'prompt':['a',null]|prompt[1]|null",
                "'prompt':'a','echo':true|echo|allowed is false",
                "'prompt':'a','best_of':3|best_of|is not n",
                "'prompt':'a','logprobs':6|logprobs|0 to 5",
                "'prompt':'a','logprobs':true|logprobs|a boolean",
                "'prompt':['a','b'],'n':65|n|128",
                "'prompt':'a','messages':[]|messages|is unknown",
                "'suffix':'a'|prompt|is missing",
            })
    void refusesFieldsOfCompletions(String field, String param, String what) {
        RequestRejected rejected = rejected(GenerationEndpoint.completions, "{'model':'m'," + field + "}");

        assertThat(rejected.problem().param()).isEqualTo("body." + param);
        assertThat(rejected.problem().message()).contains(what);
    }

    @Test
    void readsItemsOfResponses() {
        GenerationRequest request = parse(
                GenerationEndpoint.responses,
                "{'model':'m','instructions':'be brief','input':[{'role':'user','content':[{'type':'input_text','text':'w?'}]},"
                        + "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':"
                        + "[{'type':'output_text','text':'ok','annotations':[],'logprobs':[]}]},"
                        + "{'type':'function_call','id':'fc_1','call_id':'c1','name':'f','arguments':'{}','status':'completed'},"
                        + "{'type':'function_call_output','call_id':'c1','output':'sunny'}],"
                        + "'tools':[{'type':'function','name':'f','parameters':{},'strict':true}],"
                        + "'text':{'format':{'type':'json_schema','name':'x','schema':{}}},'max_output_tokens':5,'store':false,"
                        + "'reasoning':{'effort':'low'},'include':['reasoning.encrypted_content'],'truncation':'disabled'}");

        assertThat(((Prompt.Chat) request.prompt()).messages())
                .containsExactly(
                        Message.of("system", "be brief"),
                        Message.of("user", "w?"),
                        new Message("assistant", "ok", null, List.of(new ToolCall("c1", "f", "{}")), null),
                        new Message("tool", "sunny", null, List.of(), "c1"));
        assertThat(request.format()).isEqualTo(new OutputFormat(OutputFormat.Kind.json_schema, "x", "{}"));
        assertThat(request.maxTokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "'input':''|input|is empty",
                "'input':[]|input|0 items",
                "'input':[{'type':'reasoning'}]|input[0].type|[function_call, function_call_output, message]",
                "'input':[{'role':'tool','content':'x'}]|input[0].role|is unknown",
                "'input':[{'role':'user','content':[{'type':'input_image'}]}]|input[0].content[0]|is no text",
                "'input':[{'type':'function_call_output','call_id':'c','output':'x'}]|input[0].call_id|names no call",
                "'input':'a','previous_response_id':'resp_1'|previous_response_id|not kept",
                "'input':'a','conversation':'c'|conversation|not kept",
                "'input':'a','store':true|store|not kept",
                "'input':'a','background':true|background|use a batch",
                "'input':'a','tools':[{'type':'web_search'}]|tools[0].type|allowed is function",
                "'input':'a','max_output_tokens':0|max_output_tokens|out of range",
                "'input':'a','text':{'format':{'type':'json_schema','name':'x'}}|text.format.schema|is missing",
                "'input':'a','include':['file_search_call.results']|include[0]|not offered",
                "'input':'a','truncation':'auto'|truncation|allowed is disabled",
                "'input':'a','seed':1|seed|is unknown",
                "'stream':true|input|is missing",
            })
    void refusesFieldsOfResponses(String field, String param, String what) {
        RequestRejected rejected = rejected(GenerationEndpoint.responses, "{'model':'m'," + field + "}");

        assertThat(rejected.problem().param()).isEqualTo("body." + param);
        assertThat(rejected.problem().message()).contains(what);
    }

    @Test
    void refusesAStreamInABatch() {
        String line = "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{" + HI
                + ",'stream':true}}";
        byte[] bytes = line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ItemLine read = ItemLine.parse(bytes, 0, bytes.length);

        RequestRejected rejected = catchThrowableOfType(
                RequestRejected.class, () -> GenerationRequests.parse(GenerationEndpoint.chat, read));

        assertThat(rejected.customId()).isEqualTo("a");
        assertThat(rejected.problem().param()).isEqualTo("body.stream");
        assertThat(rejected.problem().message()).contains("allowed in a batch is false");
    }

    private static GenerationRequest chat(String body) {
        return parse(GenerationEndpoint.chat, body);
    }

    private static GenerationRequest parse(GenerationEndpoint endpoint, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return GenerationRequests.parse(endpoint, bytes, 0, bytes.length, "body.", false);
    }

    private static RequestRejected rejected(GenerationEndpoint endpoint, String body) {
        return catchThrowableOfType(RequestRejected.class, () -> parse(endpoint, body));
    }
}
