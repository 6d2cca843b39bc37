package io.waybill.api.oauth;

import io.waybill.activities.oauth.OAuthClients;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.token.CertificateRules;
import io.waybill.api.token.ClientAssertions;
import io.waybill.api.token.ClientCertificates;
import io.waybill.api.token.ClientCertificates.Presented;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * Clients that sign in by a certificate (RFC 8705). Who only shows one has shown nothing: where the connection does not
 * prove the key, an assertion signed with it does.
 */
@Component
@Lazy
final class CertificateCredentials implements AuthenticationConverter, AuthenticationProvider {

    private final OAuthClients clients;
    private final ClientCertificates certificates;
    private final ClientAssertions assertions;
    private final CertificateRules rules;

    CertificateCredentials(
            OAuthClients clients,
            ClientCertificates certificates,
            ClientAssertions assertions,
            CertificateRules rules) {
        this.clients = clients;
        this.certificates = certificates;
        this.assertions = assertions;
        this.rules = rules;
    }

    @Override
    public @Nullable Authentication convert(HttpServletRequest request) {
        var presented = presented(request);
        var clientId = request.getParameter("client_id");
        if (presented == null) {
            return null;
        }
        if (clientId == null) {
            if (presented.proven()
                    && (request.getHeader(HttpHeaders.AUTHORIZATION) != null
                            || request.getParameter("client_assertion") != null)) {
                return null; // the connection has a certificate, the client signs in otherwise
            }
            throw ClientCredentials.invalid("client_id is missing: a certificate alone names no client");
        }
        if (presented.proven() && !signsInByCertificate(clientId)) {
            return null; // the connection has a certificate, the client signs in otherwise
        }
        var assertion = request.getParameter("client_assertion");
        if (assertion != null && !ClientAssertions.TYPE.equals(request.getParameter("client_assertion_type"))) {
            throw ClientCredentials.invalid("client_assertion_type must be " + ClientAssertions.TYPE);
        }
        return new OAuth2ClientAuthenticationToken(
                clientId,
                ClientAuthenticationMethod.SELF_SIGNED_TLS_CLIENT_AUTH,
                new Shown(presented, assertion),
                Map.of());
    }

    @Override
    public @Nullable Authentication authenticate(Authentication asked) {
        if (!(asked instanceof OAuth2ClientAuthenticationToken token
                && token.getCredentials() instanceof Shown shown)) {
            return null;
        }
        var clientId = String.valueOf(token.getPrincipal());
        if (!shown.presented().proven() && shown.assertion() == null) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    OAuthErrors.PROOF_REQUIRED,
                    "a certificate proves nothing by itself: send a client_assertion signed with its key",
                    null));
        }
        var certificate = shown.presented().certificate();
        var client = clients.working(clientId)
                .filter(found -> rules.allow(found, shown.presented()))
                .orElseThrow(CertificateCredentials::refused);
        var assertion = shown.assertion();
        if (!shown.presented().proven()
                && (assertion == null
                        || assertions
                                .use(clientId, assertion, List.of(certificate.getPublicKey()))
                                .isEmpty())) {
            throw refused();
        }
        return new OAuth2ClientAuthenticationToken(
                RegisteredClients.registered(client), RegisteredClients.method(client.method()), certificate);
    }

    @Override
    public boolean supports(Class<?> type) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(type);
    }

    private @Nullable Presented presented(HttpServletRequest request) {
        try {
            return certificates.of(request).orElse(null);
        } catch (ApiFailure failure) {
            if (failure.error().status() == 400) {
                throw ClientCredentials.invalid(String.valueOf(failure.getMessage()));
            }
            throw refused();
        }
    }

    private boolean signsInByCertificate(String clientId) {
        return clients.working(clientId)
                .filter(client -> client.method().hasCertificate())
                .isPresent();
    }

    private static OAuth2AuthenticationException refused() {
        return new OAuth2AuthenticationException(new OAuth2Error(OAuth2ErrorCodes.INVALID_CLIENT));
    }

    /**
     * What a client showed.
     *
     * @param assertion null where there is none
     */
    private record Shown(Presented presented, @Nullable String assertion) {

        @Override
        public String toString() {
            return "Shown";
        }
    }
}
