package io.waybill.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waybill.standalone.data.DataDirectory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"automatic", "localhost", "host:port", ""})
    void refusesATemporalItDoesNotKnow(String temporal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options(temporal))
                .withMessageContaining("allowed are auto, in-memory and HOST:PORT");
    }

    @Test
    void startsNoServerWhereOneIsNamed() {
        assertThat(options("temporal.example:7233").isTemporalExternal()).isTrue();
        assertThat(options("auto").isTemporalExternal()).isFalse();
        assertThat(options("in-memory").isTemporalExternal()).isFalse();
    }

    @Test
    void refusesANetworkThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpOptions(
                        new DataDirectory(Path.of("data")), 0, 0, "auto", false, false, List.of("10.0.0.1/8")))
                .withMessageContaining("--allow-network")
                .withMessageContaining("bits set behind its prefix");
    }

    private static UpOptions options(String temporal) {
        return new UpOptions(new DataDirectory(Path.of("data")), 0, 0, temporal, false, false, List.of("127.0.0.1/32"));
    }
}
