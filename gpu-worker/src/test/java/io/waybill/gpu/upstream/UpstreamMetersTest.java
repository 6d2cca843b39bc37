package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What operators see of other servers is what docs/operations.md says. */
class UpstreamMetersTest {

    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `(waybill_upstream_\\w+)` \\|");

    @Test
    void everyMetricIsDocumentedAndNoOther() throws Exception {
        var registry = new SimpleMeterRegistry();
        Metrics.addRegistry(registry);
        var found = new TreeSet<String>();
        try (var server = new ScriptedServer().then(call -> call.json(500, "{}"));
                var generator = Upstreams.open(server.url())) {
            Upstreams.run(generator);

            registry.getMeters().forEach(meter -> found.add(exposed(meter)));
        } finally {
            Metrics.removeRegistry(registry);
        }

        var documented = new TreeSet<String>();
        Path home = requireNonNull(Path.of("").toAbsolutePath().getParent());
        var matcher = DOCUMENTED.matcher(Files.readString(home.resolve("docs/operations.md")));
        while (matcher.find()) {
            documented.add(matcher.group(1));
        }
        found.removeIf(name -> !name.startsWith("waybill_upstream_"));
        assertThat(found).isNotEmpty().isEqualTo(documented);
    }

    /** As Prometheus names it. */
    private static String exposed(Meter meter) {
        String name = meter.getId().getName().replace('.', '_');
        return name + (meter instanceof Counter ? "_total" : "") + (meter instanceof Timer ? "_seconds" : "");
    }
}
