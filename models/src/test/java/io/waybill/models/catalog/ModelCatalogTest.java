package io.waybill.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {

    @TempDir
    private Path directory;

    @Test
    void listsTheBuiltInModel() {
        ModelCatalog catalog = ModelCatalog.load(new CatalogSettings(directory, List.of(), false));

        assertThat(catalog.models())
                .extracting(model -> model.manifest().id())
                .containsExactly("all-minilm-l6-v2", "smollm2-135m");
        InstalledModel model = catalog.find("all-minilm-l6-v2").orElseThrow();
        assertThat(model.manifest().dimensions()).isEqualTo(384);
        assertThat(model.manifest().limits()).isEqualTo(new ModelManifest.Limits(512, 512, 0.004, 2048, 0, 0));
        assertThat(model.manifest().pricing())
                .isEqualTo(new ModelManifest.Pricing("token", new BigDecimal("0.02"), null));
        assertThat(model.installed()).isFalse();
        assertThat(model.installCommand()).isEqualTo("./waybill models install all-minilm-l6-v2");
        assertThatThrownBy(() -> model.file("model"))
                .isInstanceOf(ModelNotInstalled.class)
                .hasMessageContaining("./waybill models install all-minilm-l6-v2");
    }

    @Test
    void listsTheTestModelOnlyWhenItIsSwitchedOn() {
        ModelCatalog catalog = ModelCatalog.load(new CatalogSettings(directory, List.of(), true));

        InstalledModel echo = catalog.find("echo").orElseThrow();
        assertThat(echo.installed()).isTrue();
        assertThat(echo.manifest().pricing())
                .isEqualTo(new ModelManifest.Pricing("item", new BigDecimal("1000"), null));
        assertThat(ModelCatalog.load(new CatalogSettings(directory, List.of(), false))
                        .find("echo"))
                .isEmpty();
    }

    @Test
    void readsManifestsOfDirectories() throws Exception {
        Files.createDirectory(directory.resolve("one"));
        Files.createDirectory(directory.resolve("empty"));
        write("one", TestManifest.text());

        ModelCatalog catalog = load();

        assertThat(catalog.find("tiny")).isPresent();
    }

    @Test
    void keepsItsDigestWhenOnlyThePriceChanges() throws Exception {
        Files.createDirectory(directory.resolve("one"));
        write("one", TestManifest.text());
        String before = load().find("tiny").orElseThrow().digest();

        write("one", TestManifest.text().replace("per_million: 1", "per_million: 2"));
        String samePrice = load().find("tiny").orElseThrow().digest();
        write("one", TestManifest.text().replace("pooling: mean", "pooling: cls"));
        String otherPooling = load().find("tiny").orElseThrow().digest();

        assertThat(samePrice).isEqualTo(before).matches("[0-9a-f]{64}");
        assertThat(otherPooling).isNotEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: tiny|id: Tiny Model|id is Tiny Model, allowed is",
                "id: tiny|name: tiny|model.yaml: key id is missing",
                "pooling: mean|poling: mean|unknown key poling, allowed are",
                "pooling: mean|pooling: max|pooling is max, allowed are [mean, cls]",
                "engine: onnx|engine: torch|engine is torch, allowed are [onnx, llama, upstream, builtin]",
                "engine: onnx|engine: builtin|engine is builtin, allowed in a directory are [onnx, llama, upstream]",
                "task: embedding|task: paint|task is paint, allowed are [embedding, chat]",
                "task: embedding|task: chat|limits.output is 0, allowed is 1..",
                "dimensions: 4|dimensions: 0|dimensions is 0, allowed is 1..16384",
                "chunk: 8|chunk: 513|limits.chunk is 513, allowed is 1..512",
                "per_million: 1|per_million: -1|pricing.per_million is negative",
                "unit: token|unit: word|pricing.unit is word, allowed are",
                "license: MIT|licence: MIT|model.yaml: key license is missing",
                "registry: local|registry: ftp|registry is ftp, allowed are [maven, pypi, local]",
                "registry: local, source: here|registry: pypi, source: here|source is here, allowed is",
                "registry: local, source: here|registry: pypi, source: x>=1|source is x>=1, allowed is",
                "name: model.onnx|name: ../model.onnx|name is ../model.onnx, allowed is",
                "license: MIT|license: [MIT]|license: ",
                "license: MIT|license: 'MIT|not YAML"
            })
    void refusesAManifestThatIsWrongAndNamesTheKey(String from, String to, String message) throws Exception {
        Files.createDirectory(directory.resolve("one"));
        Path file = write("one", TestManifest.text().replace(from, to));

        assertThatThrownBy(this::load)
                .isInstanceOf(ManifestRejected.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void namesAKeyThatIsMissing() throws Exception {
        Files.createDirectory(directory.resolve("one"));
        write("one", TestManifest.text().replace("license: MIT\n", ""));

        assertThatThrownBy(this::load).isInstanceOf(ManifestRejected.class).hasMessageContaining("license");
    }

    @Test
    void refusesTwoDirectoriesWithOneId() throws Exception {
        Files.createDirectory(directory.resolve("one"));
        Files.createDirectory(directory.resolve("two"));
        write("one", TestManifest.text());
        write("two", TestManifest.text());

        assertThatThrownBy(this::load).isInstanceOf(ManifestRejected.class).hasMessageContaining("id tiny is taken");
    }

    private Path write(String folder, String text) throws Exception {
        return Files.writeString(directory.resolve(folder).resolve("model.yaml"), text);
    }

    private ModelCatalog load() {
        return ModelCatalog.load(new CatalogSettings(directory.resolve("models"), List.of(directory), false));
    }
}
