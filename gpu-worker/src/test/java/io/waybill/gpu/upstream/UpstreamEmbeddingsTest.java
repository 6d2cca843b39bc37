package io.waybill.gpu.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.catalog.ModelManifest.Limits;
import io.waybill.models.catalog.ModelManifest.Pricing;
import io.waybill.models.catalog.ModelManifest.Upstream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Embeddings by servers of others, over real connections. */
class UpstreamEmbeddingsTest {

    private static final String GOOD =
            "{\"data\":[{\"index\":1,\"embedding\":[0.5,-1]},{\"index\":0,\"embedding\":\"AACAPwAAAEA=\"}]}";

    private final ScriptedServer server = new ScriptedServer();
    private final UpstreamEmbeddings embeddings = UpstreamEmbeddings.open(manifest(), Upstreams.quick());

    @AfterEach
    void close() {
        embeddings.close();
        server.close();
    }

    @Test
    void ordersVectorsOfEitherEncodingByTheirIndex() throws Exception {
        server.always(call -> call.json(200, GOOD));

        float[][] vectors = embeddings.embed(List.of("a", "b"), () -> true);

        assertThat(vectors[0]).containsExactly(1f, 2f);
        assertThat(vectors[1]).containsExactly(0.5f, -1f);
        assertThat(server.calls().getFirst().path()).isEqualTo("/v1/embeddings");
        assertThat(Json.MAPPER.readTree(server.calls().getFirst().body()))
                .isEqualTo(Json.MAPPER.readTree(
                        "{\"model\":\"tiny\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"float\"}"));
    }

    @Test
    void triesAgainWhereTheServerFails() throws Exception {
        server.then(call -> call.json(503, "{}", "Retry-After: 0\r\n")).always(call -> call.json(200, GOOD));

        float[][] vectors = embeddings.embed(List.of("a", "b"), () -> true);

        assertThat(vectors[0]).containsExactly(1f, 2f);
        assertThat(server.calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":[{\"index\":0,\"embedding\":[1,2]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1,2,3]},{\"index\":1,\"embedding\":[1,2,3]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1,2]},{\"index\":0,\"embedding\":[1,2]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1,null]},{\"index\":1,\"embedding\":[1,2]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":\"!\"},{\"index\":1,\"embedding\":[1,2]}]}",
                "{\"data\":[{\"index\":0,\"embedding\":[1e99,2]},{\"index\":1,\"embedding\":[1,2]}]}",
                "[]",
                "not JSON"
            })
    void takesNoVectorsThatAreWrong(String answer) {
        server.always(call -> call.json(200, answer));

        UpstreamFailed failed =
                catchThrowableOfType(UpstreamFailed.class, () -> embeddings.embed(List.of("a", "b"), () -> true));

        assertThat(failed.worthAnotherTry()).isTrue();
        assertThat(failed).hasMessage("the model's server answered in an unknown way");
    }

    @Test
    void saysThatTheServerWillNeverTakeAText() {
        server.always(call -> call.json(400, "{\"error\":{\"message\":\"input is too long\"}}"));

        UpstreamFailed failed =
                catchThrowableOfType(UpstreamFailed.class, () -> embeddings.embed(List.of("a", "b"), () -> true));

        assertThat(failed.worthAnotherTry()).isFalse();
        assertThat(failed).hasMessageContaining("input is too long");
    }

    private ModelManifest manifest() {
        return new ModelManifest(
                "far",
                "embedding",
                "upstream",
                "far",
                Map.of(),
                2,
                null,
                null,
                false,
                new Limits(8_192, 64, 1, 64, 0, 0),
                new Pricing("token", BigDecimal.ONE, null),
                new Upstream(List.of(server.url()), "tiny", null, 8, 60),
                "none");
    }
}
