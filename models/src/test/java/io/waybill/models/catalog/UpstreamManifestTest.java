package io.waybill.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.models.catalog.ModelManifest.Upstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part of a manifest that names servers. */
class UpstreamManifestTest {

    private static final String TEXT = """
            id: far
            task: chat
            engine: upstream
            pool: far
            files: {}
            deterministic: false
            limits: { context: 8192, chunk: 1, seconds_per_item: 5, inputs: 1, output: 1024, output_default: 256 }
            pricing: { unit: token, per_million: 1, output_per_million: 2 }
            upstream:
              urls: [ "http://127.0.0.1:8000/v1", "https://far.example/v1" ]
              model: org/Model-7B
              key_file: /run/secrets/far
              concurrency: 32
              timeout_seconds: 300
            license: proprietary
            """;

    @TempDir
    private Path directory;

    @Test
    void isInstalledWithoutFiles() throws Exception {
        InstalledModel model = load(TEXT);

        assertThat(model.installed()).isTrue();
        assertThat(model.manifest().upstream())
                .isEqualTo(new Upstream(
                        List.of("http://127.0.0.1:8000/v1", "https://far.example/v1"),
                        "org/Model-7B",
                        "/run/secrets/far",
                        32,
                        300));
    }

    @Test
    void wantsNoKey() throws Exception {
        InstalledModel model = load(TEXT.replace("  key_file: /run/secrets/far\n", ""));

        assertThat(model.manifest().upstream()).extracting(Upstream::keyFile).isNull();
    }

    @Test
    void keepsItsDigestWhereItMovesToOtherServers() throws Exception {
        String before = load(TEXT).digest();

        String moved = load(TEXT.replace("127.0.0.1:8000", "127.0.0.1:9000")).digest();
        String other = load(TEXT.replace("org/Model-7B", "org/Model-70B")).digest();

        assertThat(moved).isEqualTo(before);
        assertThat(other).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:8000/v1|ftp://127.0.0.1/v1|upstream.urls[0] is not a base URL, allowed is http",
                "http://127.0.0.1:8000/v1|127.0.0.1:8000|upstream.urls[0] is not a base URL",
                "http://127.0.0.1:8000/v1|http://me:secret@far.example/v1|upstream.urls[0] is not a base URL",
                "http://127.0.0.1:8000/v1|http://far.example/v1?key=secret|upstream.urls[0] is not a base URL",
                "http://127.0.0.1:8000/v1|http:///v1|upstream.urls[0] is not a base URL",
                "http://127.0.0.1:8000/v1|https://far.example/v1|upstream.urls[1] stands there twice",
                "model: org/Model-7B|model: ''|upstream.model is , allowed are 1 to 256",
                "model: org/Model-7B|name: org/Model-7B|upstream: key model is missing",
                "key_file: /run/secrets/far|key_file: secrets/far|upstream.key_file is secrets/far, allowed is an abs",
                "concurrency: 32|concurrency: 0|upstream.concurrency is 0, allowed is 1..1024",
                "concurrency: 32|concurrency: 1025|upstream.concurrency is 1025, allowed is 1..1024",
                "timeout_seconds: 300|timeout_seconds: 3601|upstream.timeout_seconds is 3601, allowed is 1..3600",
                "engine: upstream|engine: llama|",
                "files: {}|files: { model: { name: a, sha256: x, registry: local, source: a, path: a } }|files are [mod"
            })
    void refusesWhatIsWrongAndNamesTheKey(String from, String to, String message) {
        assertThatThrownBy(() -> load(TEXT.replace(from, to)))
                .isInstanceOf(ManifestRejected.class)
                .hasMessageContaining(message == null ? "model.yaml" : message)
                .hasMessageNotContaining("secret@")
                .hasMessageNotContaining("key=secret");
    }

    @Test
    void refusesTooManyServersOrNone() {
        String urls = "urls: [ \"http://127.0.0.1:8000/v1\", \"https://far.example/v1\" ]";

        assertThatThrownBy(() -> load(TEXT.replace(urls, "urls: []")))
                .hasMessageContaining("upstream.urls has 0 entries, allowed are 1..8");
        assertThatThrownBy(() -> load(TEXT.replace(urls, "urls: [a, b, c, d, e, f, g, h, i]")))
                .hasMessageContaining("upstream.urls has 9 entries, allowed are 1..8");
    }

    @Test
    void belongsToTheEngineUpstreamAlone() {
        String none = TEXT.substring(0, TEXT.indexOf("upstream:\n")) + "license: MIT\n";

        assertThatThrownBy(() -> load(none)).hasMessageContaining("upstream is missing, engine upstream needs it");
        assertThatThrownBy(
                        () -> load(
                                TestManifest.text()
                                        + "upstream: { urls: [ \"http://a.example/v1\" ], model: a, concurrency: 1, timeout_seconds: 1 }\n"))
                .hasMessageContaining("upstream is given, allowed is it for engine upstream only");
    }

    private InstalledModel load(String text) throws Exception {
        Files.writeString(directory.resolve("model.yaml"), text);
        ModelCatalog catalog = ModelCatalog.load(new CatalogSettings(directory, List.of(directory), false));
        return catalog.find("far").orElseThrow();
    }
}
