package io.waybill.activities.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.Bound;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSettingsTest {

    @Test
    void takesFilesOf512MebibytesByDefault() {
        assertThat(bind(Map.of()).sizeMax().toBytes()).isEqualTo(Files.BYTES_MAX);
    }

    @Test
    void bindsEveryKey() {
        assertThat(bind(Map.of("waybill.file.size-max", "1MB")).sizeMax().toBytes())
                .isEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "513MB", "-1B"})
    void refusesSizesOutOfRange(String size) {
        assertThatThrownBy(() -> bind(Map.of("waybill.file.size-max", size)))
                .rootCause()
                .hasMessageContaining("waybill.file.size-max");
    }

    private static FileSettings bind(Map<String, String> settings) {
        return Bound.to(FileSettings.class, "waybill.file", settings);
    }
}
