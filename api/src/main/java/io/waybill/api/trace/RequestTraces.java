package io.waybill.api.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.waybill.telemetry.Traces;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Puts every request into a trace (W3C Trace Context): the caller's where its {@code traceparent} names one, a new one
 * otherwise. The answer's {@code traceparent} names the trace and the span of this call; names and attributes of the
 * span are those of OpenTelemetry's semantic conventions for HTTP servers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RequestTraces extends OncePerRequestFilter {

    private static final String LOG_KEY = "trace";
    private static final int SERVER_ERROR = 500;

    private final Traces traces = Traces.ofProcess();
    private final Tracer tracer = traces.tracer("io.waybill.api");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var parent = traces.extract(request::getHeader);
        Span span = tracer.spanBuilder(request.getMethod())
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("http.request.method", request.getMethod())
                .setAttribute("url.path", request.getRequestURI())
                .startSpan();
        traces.inject(parent.with(span), response::setHeader);
        int status = SERVER_ERROR;
        try (var _ = span.makeCurrent();
                var _ = MDC.putCloseable(LOG_KEY, span.getSpanContext().getTraceId())) {
            chain.doFilter(request, response);
            status = response.getStatus();
        } finally {
            end(span, request, status);
        }
    }

    private static void end(Span span, HttpServletRequest request, int status) {
        if (span.isRecording()) {
            Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            if (route != null) {
                span.updateName(request.getMethod() + " " + route);
                span.setAttribute("http.route", route.toString());
            }
            span.setAttribute("http.response.status_code", status);
            String id = RequestIds.of(request);
            if (id != null) {
                span.setAttribute("waybill.request_id", id);
            }
            if (status >= SERVER_ERROR) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        span.end();
    }
}
