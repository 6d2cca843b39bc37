package io.waybill.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesTest {

    private static final String TRACE = "0123456789abcdef0123456789abcdef";
    private static final String CALLER = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void aCallersTraceGoesOnWithASpanOfItsOwnThoughNothingIsRecorded() {
        Traces traces = Traces.of(Map.of());

        Span span = traces.tracer("test")
                .spanBuilder("call")
                .setParent(traces.extract(Map.of("traceparent", CALLER)::get))
                .startSpan();

        assertThat(traces.isOn()).isFalse();
        assertThat(span.isRecording()).isFalse();
        assertThat(span.getSpanContext().getTraceId()).isEqualTo(TRACE);
        assertThat(span.getSpanContext().getSpanId()).isNotEqualTo("00f067aa0ba902b7");
        assertThat(traces.clientInterceptors()).isEmpty();
        assertThat(traces.workerInterceptors()).isEmpty();
    }

    @Test
    void aMalformedTraceparentBeginsANewTrace() {
        Traces traces = Traces.of(Map.of());

        Span span = traces.tracer("test")
                .spanBuilder("call")
                .setParent(traces.extract(Map.of("traceparent", "00-" + TRACE + "-0-01")::get))
                .startSpan();

        assertThat(span.getSpanContext().isValid()).isTrue();
        assertThat(span.getSpanContext().getTraceId()).isNotEqualTo(TRACE);
    }

    @Test
    void whoeverIsCalledIsToldTheSpan() {
        Traces traces = Traces.of(Map.of());
        var parent = traces.extract(Map.of("traceparent", CALLER)::get);
        Span span = traces.tracer("test").spanBuilder("call").setParent(parent).startSpan();
        Map<String, String> headers = new HashMap<>();

        traces.inject(parent.with(span), headers::put);

        assertThat(headers)
                .containsEntry(
                        "traceparent",
                        "00-" + TRACE + "-" + span.getSpanContext().getSpanId() + "-00");
    }

    @Test
    void theVariablesOfOpenTelemetryTurnThemOnAndOff() {
        String endpoint = "http://127.0.0.1:4318";

        assertThat(Traces.of(Map.of("OTEL_TRACES_EXPORTER", "none")).isOn()).isFalse();
        assertThat(Traces.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_TRACES_EXPORTER", "none"))
                        .isOn())
                .isFalse();
        assertThat(Traces.of(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "OTEL_SDK_DISABLED", "true"))
                        .isOn())
                .isFalse();
    }
}
