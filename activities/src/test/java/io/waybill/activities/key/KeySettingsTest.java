package io.waybill.activities.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.Bound;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySettingsTest {

    private static final String PEPPER = "0123456789abcdef0123456789abcdef";
    private static final String PREVIOUS = "fedcba9876543210fedcba9876543210";

    @Test
    void hasDefaults() {
        var settings = bind(Map.of("waybill.key.pepper", PEPPER));

        assertThat(settings).isEqualTo(new KeySettings("live", PEPPER, null, 1, Map.of()));
        assertThat(settings.toString()).doesNotContain(PEPPER);
    }

    @Test
    void bindsEveryKey(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("pepper"), PEPPER);
        var settings = bind(Map.of(
                "waybill.key.environment",
                "test",
                "waybill.key.pepper-file",
                file.toString(),
                "waybill.key.pepper-version",
                "2",
                "waybill.key.previous-peppers.1",
                PREVIOUS));

        assertThat(settings).isEqualTo(new KeySettings("test", PEPPER, null, 2, Map.of(1, PREVIOUS)));
    }

    @Test
    void saysWhichKeyIsWrong() {
        assertThatThrownBy(() -> bind(Map.of())).rootCause().hasMessageContaining("waybill.key.pepper");
        assertThatThrownBy(() -> new KeySettings("LIVE", PEPPER, null, 1, Map.of()))
                .hasMessageContaining("waybill.key.environment");
        assertThatThrownBy(() -> new KeySettings("live", "short", null, 1, Map.of()))
                .hasMessageContaining("at least 32")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> new KeySettings("live", PEPPER, null, 1, Map.of(1, PREVIOUS)))
                .hasMessageContaining("waybill.key.pepper-version");
    }

    private static KeySettings bind(Map<String, String> settings) {
        return Bound.to(KeySettings.class, "waybill.key", settings);
    }
}
