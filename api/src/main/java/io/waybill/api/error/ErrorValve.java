package io.waybill.api.error;

import io.waybill.api.trace.RequestIds;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Renders what Tomcat refuses by itself (a request line or a header it cannot read) as the API renders errors, without
 * Tomcat's page. Tomcat makes it by name, hence public.
 */
public final class ErrorValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        var status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var id = response.getHeader(RequestIds.HEADER);
        if (id == null) {
            id = RequestIds.next();
            response.setHeader(RequestIds.HEADER, id);
        }
        var path = request.getDecodedRequestURI() == null ? "/v1/" : request.getDecodedRequestURI();
        var body = ErrorBody.render(path, failure(status), id);
        try {
            response.setStatus(failure(status).error().status());
            response.setContentType(ErrorBody.mediaType(path));
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException _) {
            // The connection is gone, or the answer has begun: there is nobody to tell.
        }
    }

    private static ApiFailure failure(int status) {
        return switch (status) {
            case 404 -> new ApiFailure(ApiError.ROUTE_NOT_FOUND, "no such route; /openapi.json lists all");
            case 405, 501 -> new ApiFailure(ApiError.METHOD_NOT_ALLOWED, "no route has this method");
            case 413 -> new ApiFailure(ApiError.PAYLOAD_TOO_LARGE, "the body is too large");
            case 503 -> new ApiFailure(ApiError.OVERLOADED, "not ready for requests");
            default ->
                status < 500
                        ? new ApiFailure(ApiError.INVALID_REQUEST, "the request line or a header is not valid HTTP")
                        : new ApiFailure(ApiError.INTERNAL_ERROR, "something went wrong on our side");
        };
    }
}
