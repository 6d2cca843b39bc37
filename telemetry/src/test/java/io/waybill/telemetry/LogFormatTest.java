package io.waybill.telemetry;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"text", "json"})
    void takesBothFormsAndNone(String format) {
        assertThatCode(() -> LogFormat.require(format)).doesNotThrowAnyException();
    }

    @Test
    void namesWhatAFormatMayBe() {
        assertThatThrownBy(() -> LogFormat.require("xml"))
                .hasMessage("WAYBILL_LOG_FORMAT is 'xml'; allowed are [text, json]");
    }
}
