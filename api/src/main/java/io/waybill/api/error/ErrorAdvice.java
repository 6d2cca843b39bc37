package io.waybill.api.error;

import io.waybill.activities.file.FileInUse;
import io.waybill.activities.file.FileRejected;
import io.waybill.activities.file.FileTooLarge;
import io.waybill.activities.identity.CredentialsUnavailable;
import io.waybill.activities.key.LastAdminKey;
import io.waybill.activities.key.TooManyKeys;
import io.waybill.activities.ledger.InsufficientFunds;
import io.waybill.activities.ledger.SpendingRefused;
import io.waybill.activities.oauth.TooManyAnchors;
import io.waybill.activities.oauth.TooManyClients;
import io.waybill.api.trace.RequestIds;
import io.waybill.models.catalog.ModelNotInstalled;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Turns whatever a controller throws into an {@link ApiError}. Only faults of ours are logged. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ErrorAdvice {

    private static final Logger LOGGER = LoggerFactory.getLogger(ErrorAdvice.class);

    /** How long a store or an engine that is down usually needs to be back. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    @ExceptionHandler
    void failed(ApiFailure failure, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (failure.error().status() >= 500 && failure.getCause() != null) {
            LOGGER.atWarn()
                    .addKeyValue("error", failure.error().code())
                    .setCause(failure.getCause())
                    .log("call not answered");
        }
        write(failure, request, response);
    }

    @ExceptionHandler
    void rejected(RequestRejected rejected, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(of(rejected.problem()), request, response);
    }

    @ExceptionHandler
    void notInstalled(ModelNotInstalled missing, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(new ApiFailure(ApiError.MODEL_NOT_INSTALLED, "model", message(missing)), request, response);
    }

    @ExceptionHandler
    void tooLittle(InsufficientFunds funds, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(Shortfall.of(funds.requiredNanos(), funds.availableNanos()), request, response);
    }

    @ExceptionHandler
    void refused(SpendingRefused refused, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(Refusals.of(refused.reason(), message(refused)), request, response);
    }

    @ExceptionHandler
    void tooLarge(FileTooLarge tooLarge, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(new ApiFailure(ApiError.PAYLOAD_TOO_LARGE, "file", message(tooLarge)), request, response);
    }

    @ExceptionHandler
    void rejected(FileRejected rejected, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(ApiFailure.invalid("file", message(rejected)), request, response);
    }

    @ExceptionHandler
    void inUse(FileInUse inUse, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(new ApiFailure(ApiError.FILE_IN_USE, message(inUse)), request, response);
    }

    @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
    void noRoute(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var message = "no route " + request.getMethod() + " " + request.getRequestURI() + "; /openapi.json lists all";
        write(new ApiFailure(ApiError.ROUTE_NOT_FOUND, message), request, response);
    }

    @ExceptionHandler
    void noMethod(
            HttpRequestMethodNotSupportedException wrong, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var supported = wrong.getSupportedMethods();
        var allowed = supported == null ? "" : String.join(", ", supported);
        response.setHeader(HttpHeaders.ALLOW, allowed);
        var message = request.getRequestURI() + " does not have " + wrong.getMethod() + ", it has " + allowed;
        write(new ApiFailure(ApiError.METHOD_NOT_ALLOWED, message), request, response);
    }

    @ExceptionHandler
    void noMediaType(HttpMediaTypeNotSupportedException wrong, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var type = wrong.getContentType();
        var message = "Content-Type is " + (type == null ? "missing or unreadable" : type) + ", this route reads "
                + wrong.getSupportedMediaTypes();
        write(new ApiFailure(ApiError.UNSUPPORTED_MEDIA_TYPE, "Content-Type", message), request, response);
    }

    @ExceptionHandler
    void wrongType(MethodArgumentTypeMismatchException wrong, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var type = wrong.getRequiredType();
        var message = wrong.getName() + " is not " + (type == null ? "readable" : "a " + type.getSimpleName());
        write(ApiFailure.invalid(wrong.getName(), message), request, response);
    }

    @ExceptionHandler
    void unbound(ServletRequestBindingException wrong, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(new ApiFailure(ApiError.INVALID_REQUEST, message(wrong)), request, response);
    }

    @ExceptionHandler
    void unchecked(CredentialsUnavailable cause, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        write(
                new ApiFailure(ApiError.STORE_UNAVAILABLE, "credentials cannot be checked at the moment, try again")
                        .retryAfter(OUTAGE),
                request,
                response);
    }

    @ExceptionHandler
    void lastKey(LastAdminKey last, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(new ApiFailure(ApiError.LAST_ADMIN_KEY, "id", message(last)), request, response);
    }

    @ExceptionHandler
    void tooMany(TooManyClients many, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(new ApiFailure(ApiError.TOO_MANY_CLIENTS, message(many)), request, response);
    }

    @ExceptionHandler
    void tooMany(TooManyAnchors many, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(new ApiFailure(ApiError.TOO_MANY_ANCHORS, message(many)), request, response);
    }

    @ExceptionHandler
    void tooMany(TooManyKeys many, HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(new ApiFailure(ApiError.TOO_MANY_KEYS, message(many)), request, response);
    }

    @ExceptionHandler(AsyncRequestNotUsableException.class)
    void clientGone() {
        // Nobody is there to read an answer.
    }

    @ExceptionHandler({IOException.class, DataAccessException.class, TransactionException.class})
    void storeFailed(Exception cause, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (isClientAbort(cause)) {
            return;
        }
        if (response.isCommitted()) {
            throw cause; // the connection is cut, so that the client sees that the content is not whole
        }
        var failure = new ApiFailure(
                        ApiError.STORE_UNAVAILABLE, "the storage did not answer; nothing was lost, try again")
                .retryAfter(OUTAGE)
                .causedBy(cause);
        failed(failure, request, response);
    }

    @ExceptionHandler
    void unexpected(Exception cause, HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (response.isCommitted()) {
            throw cause;
        }
        LOGGER.atError().setCause(cause).log("call failed");
        var message = "something went wrong on our side; quote request id " + RequestIds.of(request);
        write(new ApiFailure(ApiError.INTERNAL_ERROR, message), request, response);
    }

    private static void write(ApiFailure failure, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        var path = request.getRequestURI();
        var body = ErrorBody.render(path, failure, RequestIds.of(request));
        response.resetBuffer();
        response.setStatus(failure.error().status());
        response.setContentType(ErrorBody.mediaType(path));
        response.setContentLength(body.length);
        if (failure.error().status() == 401) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"waybill\"");
        }
        var retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        response.getOutputStream().write(body);
    }

    private static ApiFailure of(RequestProblem problem) {
        var error = switch (problem.error()) {
            case invalid_json -> ApiError.MALFORMED_JSON;
            case model_not_found -> ApiError.MODEL_NOT_FOUND;
            case context_length_exceeded -> ApiError.CONTEXT_LENGTH_EXCEEDED;
            case not_an_object,
                    blank_line,
                    line_too_long,
                    invalid_request,
                    duplicate_custom_id,
                    invalid_method,
                    invalid_url,
                    engine_error,
                    worker_lost,
                    input_lost,
                    result_lost,
                    batch_cancelled,
                    batch_expired -> ApiError.INVALID_REQUEST;
        };
        return new ApiFailure(error, problem.param(), problem.message());
    }

    private static boolean isClientAbort(@Nullable Throwable cause) {
        for (var at = cause; at != null; at = at.getCause()) {
            if (at.getClass().getSimpleName().equals("ClientAbortException")) {
                return true;
            }
        }
        return false;
    }

    private static String message(Exception exception) {
        var message = exception.getMessage();
        return message == null ? exception.getClass().getSimpleName() : message;
    }
}
