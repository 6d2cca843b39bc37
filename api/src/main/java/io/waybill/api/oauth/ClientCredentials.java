package io.waybill.api.oauth;

import io.waybill.api.token.ClientAssertions;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretBasicAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.ClientSecretPostAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/** Reads how a client says who it is: in exactly one way (RFC 6749, section 2.3). */
@Component
@Lazy
final class ClientCredentials implements AuthenticationConverter {

    private static final List<String> ONCE =
            List.of("grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "scope");

    private final AuthenticationConverter basic = new ClientSecretBasicAuthenticationConverter();
    private final AuthenticationConverter post = new ClientSecretPostAuthenticationConverter();
    private final CertificateCredentials certificates;

    ClientCredentials(CertificateCredentials certificates) {
        this.certificates = certificates;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        var authorizations = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        var secret = request.getParameter("client_secret") != null;
        var asserted = request.getParameter("client_assertion") != null;
        requireOnce(request);
        if (authorizations.size() > 1
                || (!authorizations.isEmpty() && (secret || asserted))
                || (secret && asserted)
                || request.getHeader("X-Api-Key") != null) {
            throw invalid("the request says in more than one way who the client is");
        }
        if (request.getQueryString() != null) {
            throw invalid("parameters stand in the body, not in the URL, which is written to logs");
        }
        var certificate = certificates.convert(request);
        if (certificate != null) {
            if (secret || !authorizations.isEmpty()) {
                throw invalid("the request says in more than one way who the client is");
            }
            return certificate;
        }
        if (asserted) {
            return assertion(request);
        }
        return secret ? post.convert(request) : basic.convert(request);
    }

    /** The client's id may be left out (RFC 7521, section 4.2): the assertion has it. */
    private static Authentication assertion(HttpServletRequest request) {
        if (!ClientAssertions.TYPE.equals(request.getParameter("client_assertion_type"))) {
            throw invalid("client_assertion_type must be " + ClientAssertions.TYPE);
        }
        var text = request.getParameter("client_assertion");
        var given = request.getParameter("client_id");
        var clientId = given == null ? ClientAssertions.clientOf(text).orElse("") : given;
        if (clientId.isEmpty()) {
            throw invalid("client_assertion is no signed JWT with the client's id in sub");
        }
        return new OAuth2ClientAuthenticationToken(
                clientId, new ClientAuthenticationMethod(ClientAssertions.TYPE), text, Map.of());
    }

    private static void requireOnce(HttpServletRequest request) {
        for (var name : ONCE) {
            var values = request.getParameterValues(name);
            if (values != null && values.length > 1) {
                throw invalid(name + " is there " + values.length + " times");
            }
        }
    }

    static OAuth2AuthenticationException invalid(String description) {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST, description, null));
    }
}
