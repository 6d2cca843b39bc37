package io.waybill.api.oauth;

import io.waybill.api.trace.RequestIds;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Errors of the token endpoint (RFC 6749, section 5.2). */
@Component
@Lazy
final class OAuthErrors implements AuthenticationFailureHandler {

    /** In {@code code}: a certificate was shown, but not that its key is had. */
    static final String PROOF_REQUIRED = "proof_of_possession_required";

    /** RFC 6585. */
    private static final int TOO_MANY_REQUESTS = 429;

    private static final Logger LOGGER = LoggerFactory.getLogger(OAuthErrors.class);

    private final JsonMapper mapper;

    OAuthErrors(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        var error = failure instanceof OAuth2AuthenticationException oauth
                ? oauth.getError()
                : new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST);
        var proof = PROOF_REQUIRED.equals(error.getErrorCode());
        var code = proof ? OAuth2ErrorCodes.INVALID_CLIENT : error.getErrorCode();
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("error", code);
        body.put("error_description", description(code, error.getDescription()));
        if (proof) {
            body.put("code", PROOF_REQUIRED);
        }
        var unauthorized = code.equals(OAuth2ErrorCodes.INVALID_CLIENT);
        response.setStatus(unauthorized ? HttpServletResponse.SC_UNAUTHORIZED : HttpServletResponse.SC_BAD_REQUEST);
        if (unauthorized) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"waybill\"");
        }
        write(response, body);
        LOGGER.atDebug()
                .addKeyValue("error", code)
                .addKeyValue("request", RequestIds.of(request))
                .log("no token was issued");
    }

    /** Answers somebody who asks too often. */
    void tooOften(HttpServletResponse response, Duration retryAfter) throws IOException {
        var seconds = Math.max(1, Math.ceilDiv(retryAfter.toMillis(), 1000));
        response.setStatus(TOO_MANY_REQUESTS);
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("error", OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE);
        body.put(
                "error_description",
                "too many requests for tokens; one holds for an hour, come back in " + seconds + " s");
        write(response, body);
    }

    private void write(HttpServletResponse response, Map<String, @Nullable Object> body) throws IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        var bytes = mapper.writeValueAsBytes(body);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String description(String code, @Nullable String description) {
        if (description != null && !description.isBlank()) {
            return description;
        }
        return switch (code) {
            case OAuth2ErrorCodes.INVALID_CLIENT -> "the client is unknown, or its credentials do not hold";
            case OAuth2ErrorCodes.UNSUPPORTED_GRANT_TYPE -> "grant_type must be client_credentials";
            case OAuth2ErrorCodes.INVALID_SCOPE -> "the client lacks a scope that was asked for";
            case OAuth2ErrorCodes.UNAUTHORIZED_CLIENT -> "the client may not use this grant";
            default -> "the request is not valid";
        };
    }
}
