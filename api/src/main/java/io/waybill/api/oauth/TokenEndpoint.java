package io.waybill.api.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.waybill.activities.oauth.SigningKeys;
import io.waybill.api.token.AccessTokens;
import io.waybill.api.token.Certificates;
import io.waybill.api.token.Issuer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.authentication.ClientSecretAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContext;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.web.OAuth2ClientAuthenticationFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2TokenEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.stereotype.Component;

/**
 * The token endpoint of Spring Authorization Server: its two filters, put together by hand. So nothing of it runs
 * before the first token is asked for, and no other route passes a filter.
 */
@Component
@Lazy
final class TokenEndpoint {

    private final Issuer issuer;
    private final SigningKeys keys;
    private final OAuthErrors errors;
    private final TokenRates rates;
    private final AuthorizationServerContext context;
    private final Filter authentication;
    private final Filter grant;

    TokenEndpoint(
            Issuer issuer,
            SigningKeys keys,
            RegisteredClients clients,
            AssertionDecoders assertions,
            ClientCredentials credentials,
            CertificateCredentials certificates,
            OAuthErrors errors,
            TokenRates rates,
            Clock clock) {
        this.issuer = issuer;
        this.keys = keys;
        this.errors = errors;
        this.rates = rates;
        this.context = new Context(issuer);

        var secrets = new ClientSecretAuthenticationProvider(clients, new KeptNowhere());
        secrets.setPasswordEncoder(clients);
        var signed = new JwtClientAssertionAuthenticationProvider(clients, new KeptNowhere());
        signed.setJwtDecoderFactory(assertions);
        var authenticating = new OAuth2ClientAuthenticationFilter(
                new ProviderManager(List.<AuthenticationProvider>of(certificates, secrets, signed)), _ -> true);
        authenticating.setAuthenticationConverter(credentials);
        authenticating.setAuthenticationFailureHandler(errors);
        this.authentication = authenticating;

        var tokens = new JwtGenerator(encoder());
        tokens.setClock(clock);
        tokens.setJwtCustomizer(this::describe);
        var granting = new OAuth2TokenEndpointFilter(
                new ProviderManager(new OAuth2ClientCredentialsAuthenticationProvider(new KeptNowhere(), tokens)),
                Issuer.TOKEN_PATH);
        granting.setAuthenticationConverter(TokenEndpoint::credentialsGrant);
        granting.setAuthenticationFailureHandler(errors);
        this.grant = granting;
    }

    /** Answers a request for a token. */
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        AuthorizationServerContextHolder.setContext(context);
        try {
            authentication.doFilter(request, response, (asked, answered) -> {
                var who = SecurityContextHolder.getContext().getAuthentication();
                if (who == null) {
                    errors.onAuthenticationFailure(
                            request,
                            response,
                            new OAuth2AuthenticationException(new OAuth2Error(
                                    OAuth2ErrorCodes.INVALID_CLIENT, "the request has no client credentials", null)));
                    return;
                }
                var later = rates.ofClient(who.getName());
                if (later.isPositive()) {
                    errors.tooOften(response, later);
                    return;
                }
                grant.doFilter(asked, answered, (_, _) -> {});
            });
        } finally {
            SecurityContextHolder.clearContext();
            AuthorizationServerContextHolder.resetContext();
        }
    }

    /** A client that names no scope gets all it has. */
    private static @Nullable Authentication credentialsGrant(HttpServletRequest request) {
        var converted = new OAuth2ClientCredentialsAuthenticationConverter().convert(request);
        if (converted instanceof OAuth2ClientCredentialsAuthenticationToken grant
                && grant.getScopes().isEmpty()
                && grant.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
                && client.getRegisteredClient() != null) {
            return new OAuth2ClientCredentialsAuthenticationToken(
                    client, client.getRegisteredClient().getScopes(), grant.getAdditionalParameters());
        }
        return converted;
    }

    /** The current key is asked for with each token. */
    private JwtEncoder encoder() {
        return parameters -> {
            var key = keys.current();
            var jwk = new RSAKey.Builder(key.publicKey())
                    .privateKey(key.privateKey())
                    .keyID(key.id())
                    .build();
            return new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(jwk))).encode(parameters);
        };
    }

    private void describe(JwtEncodingContext token) {
        var clientId = token.getRegisteredClient().getClientId();
        token.getJwsHeader().algorithm(SignatureAlgorithm.RS256).type(AccessTokens.TYPE.getType());
        token.getClaims()
                .subject(clientId)
                .audience(List.of(issuer.audience()))
                .id(UUID.randomUUID().toString())
                .claim(AccessTokens.CLIENT_ID, clientId)
                .claim(
                        "scope",
                        String.join(
                                " ",
                                token.getAuthorizedScopes().stream().sorted().toList()));
        @Nullable Authentication asked = token.getAuthorizationGrant();
        if (asked != null
                && asked.getPrincipal() instanceof Authentication client
                && client.getCredentials() instanceof X509Certificate certificate) {
            token.getClaims()
                    .claim(
                            AccessTokens.CONFIRMATION,
                            Map.of(AccessTokens.CERTIFICATE, Certificates.sha256(certificate)));
        }
    }

    private record Context(Issuer issuer) implements AuthorizationServerContext {

        @Override
        public String getIssuer() {
            return issuer.name();
        }

        @Override
        public AuthorizationServerSettings getAuthorizationServerSettings() {
            return AuthorizationServerSettings.builder()
                    .issuer(issuer.name())
                    .tokenEndpoint(Issuer.TOKEN_PATH)
                    .jwkSetEndpoint(Issuer.KEYS_PATH)
                    .build();
        }
    }
}
