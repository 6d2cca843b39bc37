package io.waybill.activities.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkerSettingsTest {

    @Test
    void hasDefaults() {
        assertThat(worker(Map.of())).isEqualTo(new WorkerSettings(false, 32, 600, Duration.ofSeconds(20)));
        assertThat(temporal(Map.of())).isEqualTo(new TemporalSettings("127.0.0.1:7233", "default"));
    }

    @Test
    void readsEveryKey() {
        Map<String, String> values = Map.of(
                "waybill.worker.enabled", "true",
                "waybill.worker.activities", "8",
                "waybill.worker.workflows", "100",
                "waybill.worker.stop-timeout", "3s",
                "waybill.temporal.address", "temporal:7233",
                "waybill.temporal.namespace", "batches");

        assertThat(worker(values)).isEqualTo(new WorkerSettings(true, 8, 100, Duration.ofSeconds(3)));
        assertThat(temporal(values)).isEqualTo(new TemporalSettings("temporal:7233", "batches"));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> worker(Map.of("waybill.worker.activities", "0")))
                .hasRootCauseMessage("waybill.worker.activities is 0, allowed are 1..1000");
    }

    private static WorkerSettings worker(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("waybill.worker", WorkerSettings.class);
    }

    private static TemporalSettings temporal(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("waybill.temporal", TemporalSettings.class);
    }
}
