package io.waybill.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInstallerTest {

    @TempDir
    private Path directory;

    private Path models;
    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
    private final ModelInstaller installer = new ModelInstaller(progress::add);

    @BeforeEach
    void layOut() throws Exception {
        models = directory.resolve("models");
        Path source = Files.createDirectories(directory.resolve("manifests").resolve("tiny"));
        Files.writeString(source.resolve("weights.bin"), "weights");
        Files.writeString(source.resolve("tokens.json"), "{}");
    }

    @Test
    void installsFilesUnderIdAndDigest() throws Exception {
        InstalledModel model = model();

        installer.install(model);

        assertThat(model.installed()).isTrue();
        assertThat(model.file("model"))
                .hasContent("weights")
                .startsWith(models.resolve("tiny").resolve(model.digest()));
        assertThatCode(model::check).doesNotThrowAnyException();
    }

    @Test
    void doesNothingTheSecondTime() throws Exception {
        InstalledModel model = model();
        installer.install(model);
        int before = progress.size();

        installer.install(model);

        assertThat(progress).hasSize(before);
    }

    @Test
    void installsOnceWhenTwoAskAtOnce() throws Exception {
        InstalledModel model = model();
        Callable<Boolean> install = () -> {
            new ModelInstaller(progress::add).install(model);
            return model.installed();
        };

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (Future<Boolean> installed : threads.invokeAll(Collections.nCopies(4, install))) {
                assertThat(installed.get()).isTrue();
            }
        }

        assertThat(progress).hasSize(1);
    }

    @Test
    void refusesAFileWithAnotherHashAndLeavesNothing() throws Exception {
        InstalledModel model = model();
        Files.writeString(directory.resolve("manifests/tiny/weights.bin"), "other");

        assertThatThrownBy(() -> installer.install(model))
                .isInstanceOf(InstallFailed.class)
                .hasMessageContaining(Sha256.of("other".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining(Sha256.of("weights".getBytes(StandardCharsets.UTF_8)));

        assertThat(model.installed()).isFalse();
        try (Stream<Path> left = Files.list(models.resolve("tiny"))) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly(".lock");
        }
    }

    @Test
    void noticesAFileThatWasChangedAfterItsInstallation() throws Exception {
        InstalledModel model = model();
        installer.install(model);

        Files.writeString(model.file("model"), "longer than before");

        assertThat(model.installed()).isFalse();
        assertThatThrownBy(() -> model.file("model"))
                .isInstanceOf(ModelNotInstalled.class)
                .hasMessageContaining("model.onnx was changed after its installation");
    }

    @Test
    void installsAnewWhatWasChanged() throws Exception {
        InstalledModel model = model();
        installer.install(model);
        Files.writeString(model.file("model"), "longer than before");

        installer.install(model);

        assertThat(model.file("model")).hasContent("weights");
    }

    @Test
    void removesWhatWasInstalled() throws Exception {
        InstalledModel model = model();
        installer.install(model);

        assertThat(installer.remove(model)).isTrue();

        assertThat(model.installed()).isFalse();
        assertThat(model.directory()).doesNotExist();
        assertThat(installer.remove(model)).isFalse();
    }

    private InstalledModel model() throws Exception {
        String model = Sha256.of("weights".getBytes(StandardCharsets.UTF_8));
        String tokenizer = Sha256.of("{}".getBytes(StandardCharsets.UTF_8));
        Files.writeString(directory.resolve("manifests/tiny/model.yaml"), TestManifest.text(model, tokenizer));
        return ModelCatalog.load(new CatalogSettings(models, List.of(directory.resolve("manifests")), false))
                .find("tiny")
                .orElseThrow();
    }
}
