package io.waybill.telemetry;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.opentracingshim.OpenTracingShim;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.interceptors.WorkflowClientInterceptor;
import io.temporal.opentracing.OpenTracingClientInterceptor;
import io.temporal.opentracing.OpenTracingOptions;
import io.temporal.opentracing.OpenTracingSpanContextCodec;
import io.temporal.opentracing.OpenTracingWorkerInterceptor;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Traces of a process by OpenTelemetry, set as any program of its kind is: by the variables {@code OTEL_*}. Where none
 * of them says where traces go, nothing is recorded and nothing travels through workflows, but every call still has a
 * {@code traceparent} (W3C Trace Context) with the caller's trace in it.
 */
public final class Traces {

    /** One of them turns traces on. */
    private static final List<String> SWITCHES =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER");

    /** What the variables may say otherwise: spans go over HTTP, and nothing but spans goes out. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "waybill",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none");

    private static final TextMapGetter<UnaryOperator<@Nullable String>> HEADERS = new Headers();

    private final OpenTelemetry telemetry;
    private final boolean on;

    private Traces(OpenTelemetry telemetry, boolean on) {
        this.telemetry = requireNonNull(telemetry, "telemetry");
        this.on = on;
    }

    /** {@return the traces of this process; the first call reads its environment} */
    public static Traces ofProcess() {
        return OfProcess.TRACES;
    }

    static Traces of(Map<String, String> environment) {
        boolean on = SWITCHES.stream().anyMatch(name -> isSet(environment.get(name)))
                && !"none".equals(environment.get("OTEL_TRACES_EXPORTER"))
                && !Boolean.parseBoolean(environment.get("OTEL_SDK_DISABLED"));
        return new Traces(on ? recording() : idsOnly(), on);
    }

    private static boolean isSet(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    private static OpenTelemetry recording() {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> DEFAULTS)
                .build()
                .getOpenTelemetrySdk();
    }

    private static OpenTelemetry idsOnly() {
        return OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setSampler(Sampler.alwaysOff())
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
    }

    /** {@return whether spans are recorded} */
    public boolean isOn() {
        return on;
    }

    /** {@return who makes spans for a part of the program} */
    public Tracer tracer(String part) {
        return telemetry.getTracer(requireNonNull(part, "part"));
    }

    /**
     * {@return the trace that a caller is in}
     *
     * @param header the value of a header by its name, or null
     */
    public Context extract(UnaryOperator<@Nullable String> header) {
        return telemetry.getPropagators().getTextMapPropagator().extract(Context.root(), header, HEADERS);
    }

    /**
     * Tells whoever is called, or has called, the trace and span of {@code context}: {@code header} takes name, value.
     */
    public void inject(Context context, BiConsumer<String, String> header) {
        telemetry
                .getPropagators()
                .getTextMapPropagator()
                .inject(
                        context,
                        header,
                        (carrier, name, value) -> requireNonNull(carrier).accept(name, value));
    }

    /** {@return what a client of Temporal needs for its workflows to stand in the caller's trace; none when off} */
    public WorkflowClientInterceptor[] clientInterceptors() {
        return on
                ? new WorkflowClientInterceptor[] {new OpenTracingClientInterceptor(temporalOptions())}
                : new WorkflowClientInterceptor[0];
    }

    /** {@return what a worker needs for workflows and activities to be spans; none when off} */
    public WorkerInterceptor[] workerInterceptors() {
        return on
                ? new WorkerInterceptor[] {new OpenTracingWorkerInterceptor(temporalOptions())}
                : new WorkerInterceptor[0];
    }

    // Temporal's own interceptor speaks OpenTracing; OpenTelemetry's shim translates.
    private OpenTracingOptions temporalOptions() {
        return OpenTracingOptions.newBuilder()
                .setTracer(OpenTracingShim.createTracerShim(telemetry))
                .setSpanContextCodec(OpenTracingSpanContextCodec.TEXT_MAP_INJECT_EXTRACT_CODEC)
                .build();
    }

    private static final class OfProcess {

        private static final Traces TRACES = of(System.getenv());
    }

    private static final class Headers implements TextMapGetter<UnaryOperator<@Nullable String>> {

        @Override
        public Iterable<String> keys(UnaryOperator<@Nullable String> carrier) {
            return List.of();
        }

        @Override
        public @Nullable String get(@Nullable UnaryOperator<@Nullable String> carrier, String key) {
            return carrier == null ? null : carrier.apply(key);
        }
    }
}
