package io.waybill.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Alert rules and the dashboard, by Prometheus' own parser. That the metrics exist is a test of the api. */
class MonitoringTest {

    private static final Path MONITORING = Programs.DOCKER.resolve("monitoring");
    private static final int NO_GO = 3;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // the checker is compiled where it never ran before
    void prometheusTakesRulesAndQueries(@TempDir Path directory) throws Exception {
        String checker = checker();
        String rules = MONITORING.resolve("alerts.yaml").toString();
        String dashboard = MONITORING.resolve("dashboard.json").toString();
        Path badRules = Files.writeString(
                directory.resolve("alerts.yaml"),
                Files.readString(Path.of(rules)).replace("for: 5m", "for: soon"));
        Path badQueries = Files.writeString(
                directory.resolve("dashboard.json"),
                Files.readString(Path.of(dashboard)).replace("sum by (state)", "sum by state)"));

        var good = Programs.run(directory, Map.of(), List.of(checker, rules, dashboard));

        assertThat(good).isEqualTo(new Programs.Ended(0, ""));
        assertThat(Programs.run(directory, Map.of(), List.of(checker, badRules.toString()))
                        .code())
                .isNotZero();
        assertThat(Programs.run(directory, Map.of(), List.of(checker, badQueries.toString()))
                        .code())
                .isNotZero();
    }

    @Test
    void prometheusReadsTheProcessesOfTheComposeFile() throws Exception {
        String config = new Yaml()
                .load(Files.readString(MONITORING.resolve("prometheus.yaml")))
                .toString();

        assertThat(config).contains("alerts.yaml");
        for (String process : List.of("api", "worker", "gpu-worker")) {
            assertThat(ComposeTest.services()).contains(process);
            assertThat(config).contains(process + ":8081");
        }
    }

    private static String checker() throws Exception {
        var script = Programs.DOCKER.resolveSibling("tools").resolve("build").toString();
        var built = Programs.run(Programs.DOCKER, Map.of(), List.of(script, "monitoring"));
        assumeTrue(built.code() != NO_GO, "the checker of alert rules needs Go to be built, see tools/build");
        assertThat(built.code()).describedAs(built.output()).isZero();
        return built.output().lines().reduce("", (_, last) -> last);
    }
}
