package io.waybill.standalone.part;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalProgramTest {

    @ParameterizedTest
    @CsvSource({
        "'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)', 1.31.2",
        "'temporal version 0.0.0-DEV (Server 1.32.0, UI 2.50.1)', 1.32.0",
        "'temporal version 9.0.0 (Server 2.0.1, UI 3.0.0)', 2.0.1"
    })
    void acceptsAServerThatIsNewEnough(String answer, String version) {
        assertThat(TemporalProgram.supported(answer)).contains(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)", "tctl version 1.18.1", ""})
    void refusesAnythingElse(String answer) {
        assertThat(TemporalProgram.supported(answer)).isEmpty();
    }
}
