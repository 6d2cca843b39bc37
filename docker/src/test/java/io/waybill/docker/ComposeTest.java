package io.waybill.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class ComposeTest {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+):([-?])([^}]*)}");
    private static final int NO_GO = 3;

    /** One-shot jobs, and the one that must be root to give a volume away. */
    private static final Set<String> JOBS = Set.of("temporal-schema", "s3-directories");

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // the checker is compiled where it never ran before
    void isWhatTheComposeSpecificationAllows(@TempDir Path directory) throws Exception {
        var checker = checker();
        var file = Files.writeString(directory.resolve("compose.yaml"), interpolated());

        var good = Programs.run(directory, Map.of(), List.of(checker, file.toString()));
        Files.writeString(file, interpolated().replace("read_only: true\n  cap_drop", "readonly: true\n  cap_drop"));
        var bad = Programs.run(directory, Map.of(), List.of(checker, file.toString()));

        assertThat(good.code()).describedAs(good.output()).isZero();
        assertThat(bad.code()).isNotZero();
        assertThat(bad.output()).contains("readonly");
    }

    @ParameterizedTest
    @MethodSource("services")
    void eachServiceIsClosedIn(String name) throws Exception {
        var service = service(name);

        assertThat(service).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL"));
        assertThat(service).containsEntry("security_opt", List.of("no-new-privileges:true"));
        assertThat(service).doesNotContainKeys("privileged", "pid", "ipc", "build");
        assertThat((String) service.get("image")).matches("[a-z/0-9-]+:v?[0-9].*");
        assertThat((String) service.get("user")).matches(name.equals("s3-directories") ? "0:0" : "[1-9][0-9]*:[0-9]+");
        assertThat(at(service, "deploy", "resources", "limits")).containsKeys("memory", "pids");
        assertThat(service.containsKey("cap_add")).isEqualTo(name.equals("s3-directories"));
        if (!JOBS.contains(name)) {
            assertThat(at(service, "healthcheck")).containsKeys("test", "interval", "timeout", "retries");
            assertThat(service).containsKey("stop_grace_period");
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void namesOnlyWhatThereIs(String name) throws Exception {
        var service = service(name);

        assertThat(secretNames()).containsAll(strings(service, "secrets"));
        assertThat(at(model(), "networks").keySet()).containsAll(strings(service, "networks"));
        assertThat(services()).containsAll(at(service, "depends_on").keySet());
        for (var volume : list(service, "volumes")) {
            if (volume instanceof String mount) {
                assertThat(at(model(), "volumes")).containsKey(mount.split(":", 2)[0]);
            }
        }
        for (var needed : at(service, "depends_on").entrySet()) {
            var condition = JOBS.contains(needed.getKey()) ? "service_completed_successfully" : "service_healthy";
            assertThat(map(needed.getValue())).containsEntry("condition", condition);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void noServiceHasASecretInItsEnvironment(String name) throws Exception {
        var environment = at(service(name), "environment");

        assertThat(environment)
                .allSatisfy((variable, value) -> assertThat(variable)
                        .matches(v -> v.endsWith("_FILE") || !v.matches(".*(PASSWORD|PWD|SECRET|TOKEN|PEPPER|KEY).*")));
        assertThat(environment.entrySet())
                .filteredOn(entry -> entry.getKey().matches(".*(PASSWORD|SECRET|TOKEN|PEPPER|KEY)_FILE"))
                .allSatisfy(entry -> assertThat((String) entry.getValue()).startsWith("/run/secrets/"))
                .extracting(entry -> ((String) entry.getValue()).substring("/run/secrets/".length()))
                .allSatisfy(secret -> assertThat(list(service(name), "secrets")).contains(secret));
    }

    @Test
    void aGpuWorkerReachesNoDatabase() throws Exception {
        assertThat(list(service("gpu-worker"), "networks")).doesNotContain("store");
        assertThat(list(service("postgres"), "networks")).containsExactly("store");
        assertThat(at(service("gpu-worker"), "environment")).doesNotContainKey("WAYBILL_POSTGRES_URL");
        assertThat(list(service("gpu-worker"), "secrets"))
                .doesNotContain("waybill_postgres_password", "waybill_app_postgres_password", "key_pepper");
    }

    @Test
    void theOwnersLoginIsWithTheOneThatMigrates() throws Exception {
        for (var name : services()) {
            assertThat(list(service(name), "secrets").contains("waybill_postgres_password"))
                    .isEqualTo(Set.of("api", "postgres").contains(name));
        }
        for (var name : List.of("api", "worker")) {
            assertThat(at(service(name), "environment")).containsEntry("WAYBILL_POSTGRES_USER", "waybill_app");
        }
    }

    @Test
    void onlyTheApiAndTheUiHaveAPortOnTheHost() throws Exception {
        for (var name : services()) {
            assertThat(service(name).containsKey("ports"))
                    .isEqualTo(Set.of("api", "temporal-ui").contains(name));
        }
        assertThat(list(service("temporal-ui"), "ports")).containsExactly("127.0.0.1:8233:8233");
        assertThat(list(service("api"), "ports")).containsExactly("127.0.0.1:8080:8080");
    }

    @Test
    void nativeLibrariesCanBeLoadedFromTheTemporaryDirectory() throws Exception {
        for (var name : List.of("api", "worker", "gpu-worker")) {
            assertThat(list(service(name), "tmpfs"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("/tmp:", "exec");
        }
    }

    @Test
    void everyFileThatIsMountedIsThere() throws Exception {
        for (var name : services()) {
            for (var volume : list(service(name), "volumes")) {
                if (volume instanceof Map<?, ?> bind
                        && bind.get("source") instanceof String source
                        && source.startsWith("./")) {
                    assertThat(Programs.DOCKER.resolve(source)).isDirectory();
                }
            }
        }
        for (var script :
                List.of("temporal/schema.sh", "temporal/server.sh", "s3/server.sh", "postgres/10-databases.sh")) {
            assertThat(Programs.DOCKER.resolve(script)).isExecutable();
            var syntax = Programs.run(Programs.DOCKER, Map.of(), List.of("sh", "-n", script));
            assertThat(syntax).isEqualTo(new Programs.Ended(0, ""));
        }
    }

    static Set<String> secretNames() throws IOException {
        return at(model(), "secrets").keySet();
    }

    static Set<String> services() throws IOException {
        return at(model(), "services").keySet();
    }

    private static Map<String, Object> service(String name) throws IOException {
        return at(model(), "services", name);
    }

    private static Map<String, Object> model() throws IOException {
        return map(new Yaml().load(interpolated()));
    }

    /** The file as Compose reads it where only what must be set is set. */
    private static String interpolated() throws IOException {
        var text = Files.readString(Programs.DOCKER.resolve("compose.yaml"));
        return VARIABLE.matcher(text).replaceAll(match -> match.group(2).equals("-") ? match.group(3) : "/given");
    }

    private static Map<String, Object> at(Map<String, Object> from, String... path) {
        var current = from;
        for (var step : path) {
            current = map(current.getOrDefault(step, Map.of()));
        }
        return current;
    }

    @SuppressWarnings("unchecked") // keys of a Compose file are strings
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // the format of a Compose file
    private static List<Object> list(Map<String, Object> from, String key) {
        return (List<Object>) from.getOrDefault(key, List.of());
    }

    private static List<String> strings(Map<String, Object> from, String key) {
        return list(from, key).stream().map(String::valueOf).toList();
    }

    private static String checker() throws IOException, InterruptedException {
        var script = Programs.DOCKER.resolveSibling("tools").resolve("build").toString();
        var built = Programs.run(Programs.DOCKER, Map.of(), List.of(script, "compose"));
        assumeTrue(built.code() != NO_GO, "the checker of Compose files needs Go to be built, see tools/build");
        assertThat(built.code()).describedAs(built.output()).isZero();
        return built.output().lines().reduce("", (_, last) -> last);
    }
}
