package io.waybill.models.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.token.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddingRequestTest {

    private static final ModelCatalog CATALOG =
            ModelCatalog.load(new CatalogSettings(Path.of("target", "no-models"), List.of(), true));

    private static final InstalledModel ECHO = CATALOG.find("echo").orElseThrow();

    @Test
    void readsTextsInAnyOrderOfFields() {
        String body =
                "{\"input\":[\"a\",\"b \\u00e9\"],\"encoding_format\":\"base64\",\"dimensions\":8,\"user\":\"u\",\"model\":\"echo\"}";

        EmbeddingRequest request = parse(body, "");

        assertThat(request).isEqualTo(new EmbeddingRequest("echo", List.of("a", "b é"), true, 8, "u"));
    }

    @Test
    void takesNullForFieldsThatMayBeLeftOut() {
        String body = "{\"model\":\"echo\",\"input\":\"a\",\"user\":null,\"dimensions\":null,\"encoding_format\":null}";

        EmbeddingRequest request = parse(body, "");

        assertThat(request).isEqualTo(new EmbeddingRequest("echo", List.of("a"), false, null, null));
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("[]", ItemError.not_an_object, null, "no JSON object"),
                Arguments.of("{", ItemError.invalid_json, null, "ends too early"),
                Arguments.of("{} {}", ItemError.invalid_json, null, "after the object"),
                Arguments.of("{\"input\":\"a\"}", ItemError.invalid_request, "body.model", "is missing"),
                Arguments.of("{\"model\":\"m\"}", ItemError.invalid_request, "body.input", "is missing"),
                Arguments.of("{\"model\":1}", ItemError.invalid_request, "body.model", "a number, allowed is a string"),
                Arguments.of("{\"model\":\"\"}", ItemError.invalid_request, "body.model", "0 characters"),
                Arguments.of("{\"input\":\"\"}", ItemError.invalid_request, "body.input", "is empty"),
                Arguments.of("{\"input\":[]}", ItemError.invalid_request, "body.input", "empty array"),
                Arguments.of("{\"input\":[\"a\",\"\"]}", ItemError.invalid_request, "body.input[1]", "is empty"),
                Arguments.of("{\"input\":[\"a\",null]}", ItemError.invalid_request, "body.input[1]", "is null"),
                Arguments.of("{\"input\":[1,2]}", ItemError.invalid_request, "body.input", "token numbers"),
                Arguments.of("{\"input\":[[1]]}", ItemError.invalid_request, "body.input", "token numbers"),
                Arguments.of("{\"input\":{}}", ItemError.invalid_request, "body.input", "is an object"),
                Arguments.of("{\"input\":null}", ItemError.invalid_request, "body.input", "is null"),
                Arguments.of("{\"input\":\"a\\u0000\"}", ItemError.invalid_request, "body.input", "U+0000"),
                Arguments.of(
                        "{\"encoding_format\":\"hex\"}",
                        ItemError.invalid_request,
                        "body.encoding_format",
                        "float, base64"),
                Arguments.of(
                        "{\"dimensions\":1.5}", ItemError.invalid_request, "body.dimensions", "a whole number from 1"),
                Arguments.of(
                        "{\"dimensions\":99999999999}",
                        ItemError.invalid_request,
                        "body.dimensions",
                        "a whole number from 1"),
                Arguments.of("{\"user\":3}", ItemError.invalid_request, "body.user", "a number"),
                Arguments.of("{\"inputs\":\"a\"}", ItemError.invalid_request, "body", "unknown field, allowed are"),
                Arguments.of("{\"model\":\"a\",\"model\":\"b\"}", ItemError.invalid_json, null, "key twice"));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void rejectsABadBodyAndSaysWhy(String body, ItemError error, @Nullable String param, String message) {
        RequestRejected rejected = catchThrowableOfType(RequestRejected.class, () -> parse(body, "body."));

        assertThat(rejected.problem().error()).isEqualTo(error);
        assertThat(rejected.problem().param()).isEqualTo(param);
        assertThat(rejected).hasMessageContaining(message);
    }

    @Test
    void namesTheModelsThereAre() {
        EmbeddingRequest request = new EmbeddingRequest("gpt", List.of("a"), false, null, null);

        RequestRejected rejected = catchThrowableOfType(RequestRejected.class, () -> request.resolve(CATALOG, "body."));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.model_not_found);
        assertThat(rejected.problem().param()).isEqualTo("body.model");
        assertThat(rejected).hasMessageContaining("allowed are [all-minilm-l6-v2, echo]");
    }

    @Test
    void refusesDimensionsThatTheModelDoesNotMake() {
        EmbeddingRequest request = new EmbeddingRequest("echo", List.of("a"), false, 7, null);

        RequestRejected rejected =
                catchThrowableOfType(RequestRejected.class, () -> request.check(ECHO.manifest(), ""));

        assertThat(rejected.problem().param()).isEqualTo("dimensions");
        assertThat(rejected).hasMessageContaining("is 7, allowed is 8");
    }

    @Test
    void refusesMoreInputsThanTheModelTakes() {
        EmbeddingRequest request = new EmbeddingRequest("echo", Collections.nCopies(2049, "a"), false, null, null);

        RequestRejected rejected =
                catchThrowableOfType(RequestRejected.class, () -> request.check(ECHO.manifest(), ""));

        assertThat(rejected).hasMessageContaining("has 2049 texts, allowed are 1 to 2048");
    }

    @Test
    void namesTokensAndLimitOfAnInputOverTheContext() {
        EmbeddingRequest request = new EmbeddingRequest("echo", List.of("a b", "w ".repeat(8193)), false, null, null);

        RequestRejected rejected = catchThrowableOfType(
                RequestRejected.class, () -> request.countTokens(ECHO.manifest(), Tokenizer.open(ECHO), "body."));

        assertThat(rejected.problem().error()).isEqualTo(ItemError.context_length_exceeded);
        assertThat(rejected.problem().param()).isEqualTo("body.input[1]");
        assertThat(rejected).hasMessageContaining("has 8193 tokens, allowed are at most 8192");
    }

    private static EmbeddingRequest parse(String body, String prefix) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return EmbeddingRequest.parse(bytes, 0, bytes.length, prefix);
    }
}
