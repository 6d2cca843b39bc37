package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestRejected;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code echo-chat}: a context of 8192 tokens, answers of 512 unless told, 4096 at most. */
class GenerationRequestTest {

    private static final ModelCatalog CATALOG =
            ModelCatalog.load(new CatalogSettings(Path.of("target", "no-models"), List.of(), true));
    private static final InstalledModel ECHO = CATALOG.find("echo-chat").orElseThrow();

    @ParameterizedTest
    @CsvSource({"nothing,there is no such model", "echo,the model generates no text"})
    void namesModelsThatGenerate(String model, String what) {
        GenerationRequest request = chat("{'model':'" + model + "','messages':[{'role':'user','content':'a'}]}");

        RequestRejected rejected = catchThrowableOfType(RequestRejected.class, () -> request.resolve(CATALOG, "body."));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.model_not_found);
        assertThat(rejected.problem().param()).isEqualTo("body.model");
        assertThat(rejected.problem().message()).startsWith(what + "; allowed are [echo-chat, ");
    }

    @Test
    void boundsAnAnswerByTheDefault() {
        CountedRequest counted = counted(words(3), "");

        assertThat(counted.promptTokens()).isEqualTo(3);
        assertThat(counted.request().maxTokens()).isEqualTo(512);
        assertThat(counted.completionTokensMost()).isEqualTo(512);
    }

    @Test
    void boundsAnAnswerByWhatTheContextLeaves() {
        CountedRequest counted = counted(words(8_100), "");

        assertThat(counted.request().maxTokens()).isEqualTo(92);
    }

    @Test
    void countsEachAnswerOfSeveral() {
        CountedRequest counted = counted(words(3), ",'n':3,'max_tokens':10");

        assertThat(counted.completionTokensMost()).isEqualTo(30);
    }

    @Test
    void boundsEachOfSeveralTexts() {
        GenerationRequest request = parse(
                GenerationEndpoint.completions,
                "{'model':'echo-chat','prompt':['" + words(5_000) + "','" + words(6_000) + "'],'max_tokens':2000}");

        CountedRequest counted = counted(request);

        assertThat(counted.promptTokens()).isEqualTo(11_000);
        assertThat(counted.completionTokensMost()).isEqualTo(4_000);
    }

    @Test
    void refusesAPromptOverTheContextWithBothNumbers() {
        RequestRejected rejected = catchThrowableOfType(RequestRejected.class, () -> counted(words(8_192), ""));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.context_length_exceeded);
        assertThat(rejected.problem().param()).isEqualTo("messages");
        assertThat(rejected.problem().message()).contains("8192 tokens").contains("8191");
    }

    @Test
    void refusesAnAnswerThatDoesNotFitBesideThePrompt() {
        RequestRejected rejected = catchThrowableOfType(
                RequestRejected.class, () -> counted(words(5_000), ",'max_completion_tokens':4000"));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.context_length_exceeded);
        assertThat(rejected.problem().param()).isEqualTo("max_completion_tokens");
        assertThat(rejected.problem().message())
                .contains("4000")
                .contains("5000")
                .contains("9000")
                .contains("8192");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "chat|'max_tokens':4097|max_tokens|1 to 4096",
                "chat|'tools':[{'type':'function','function':{'name':'f'}}]|tools|cannot do",
                "chat|'logprobs':true|logprobs|cannot do",
                "chat|'logit_bias':{'1':1}|logit_bias|cannot do",
                "chat|'response_format':{'type':'json_object'}|response_format|cannot do",
                "chat|'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{}}}|response_format|cannot do",
                "completions|'suffix':'x'|suffix|cannot do",
                "completions|'logprobs':0|logprobs|cannot do",
                "responses|'text':{'format':{'type':'json_object'}}|text.format|cannot do",
                "responses|'tools':[{'type':'function','name':'f'}]|tools|cannot do",
            })
    void refusesWhatTheModelCannotDo(GenerationEndpoint endpoint, String field, String param, String what) {
        String prompt = switch (endpoint) {
            case chat -> "'messages':[{'role':'user','content':'a'}]";
            case completions -> "'prompt':'a'";
            case responses -> "'input':'a'";
        };
        GenerationRequest request = parse(endpoint, "{'model':'echo-chat'," + prompt + "," + field + "}");

        try (PromptCounter model = PromptCounter.open(ECHO)) {
            RequestRejected rejected =
                    catchThrowableOfType(RequestRejected.class, () -> request.check(ECHO.manifest(), model, ""));

            assertThat(rejected.problem().param()).isEqualTo(param);
            assertThat(rejected.problem().message()).startsWith(param).contains(what);
        }
    }

    private static CountedRequest counted(String words, String more) {
        return counted(
                chat("{'model':'echo-chat','messages':[{'role':'user','content':'" + words + "'}]" + more + "}"));
    }

    private static CountedRequest counted(GenerationRequest request) {
        try (PromptCounter counter = PromptCounter.open(ECHO)) {
            request.check(ECHO.manifest(), counter, "");
            return request.counted(ECHO.manifest(), counter, "");
        }
    }

    private static String words(int count) {
        return "w ".repeat(count).strip();
    }

    private static GenerationRequest chat(String body) {
        return parse(GenerationEndpoint.chat, body);
    }

    private static GenerationRequest parse(GenerationEndpoint endpoint, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return GenerationRequests.parse(endpoint, bytes, 0, bytes.length, "", false);
    }
}
