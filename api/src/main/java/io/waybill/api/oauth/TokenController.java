package io.waybill.api.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.oauth.AuthMethod;
import io.waybill.activities.oauth.SigningKeys;
import io.waybill.api.caller.Scopes;
import io.waybill.api.request.Gate;
import io.waybill.api.request.Limits;
import io.waybill.api.token.Issuer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tokens for credentials (RFC 6749, section 4.4), the keys to check them by, and what there is (RFC 8414). */
@RestController
@Tag(name = "Sign-in")
final class TokenController {

    /** A client waits no longer for one of the places in which tokens are signed. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** The next key is published 30 days before it signs; an hour is early enough to learn of it. */
    private static final Duration KEYS_FRESH = Duration.ofMinutes(10);

    private final ObjectProvider<TokenEndpoint> endpoint;
    private final SigningKeys keys;
    private final Issuer issuer;
    private final TokenRates rates;
    private final ObjectProvider<OAuthErrors> errors;
    private final Gate tokens;

    /** The endpoint is made with the first token: its library is large. */
    TokenController(
            ObjectProvider<TokenEndpoint> endpoint,
            SigningKeys keys,
            Issuer issuer,
            TokenRates rates,
            ObjectProvider<OAuthErrors> errors,
            Limits limits) {
        this.rates = rates;
        this.errors = errors;
        this.endpoint = endpoint;
        this.keys = keys;
        this.issuer = issuer;
        this.tokens = new Gate("requests for tokens", limits.tokens(), limits.waiting(), PATIENCE);
    }

    @Operation(
            summary = "Get an access token for an hour",
            description = "grant_type is client_credentials. Errors are those of RFC 6749.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_FORM_URLENCODED_VALUE,
                                            schema = @Schema(implementation = TokenRequest.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The token",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = TokenAnswer.class)))
    @PostMapping(value = Issuer.TOKEN_PATH, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    void token(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        var later = rates.ofAddress(request.getRemoteAddr());
        if (later.isPositive()) {
            errors.getObject().tooOften(response, later);
            return;
        }
        try (var _ = tokens.enter()) {
            endpoint.getObject().answer(request, response);
        }
    }

    @Operation(summary = "Get the public keys of tokens: the next, the current and the previous one")
    @GetMapping(Issuer.KEYS_PATH)
    ResponseEntity<Map<String, Object>> keys() {
        var published = keys.published().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(key -> (JWK) new RSAKey.Builder(key.getValue())
                        .keyID(key.getKey())
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .build())
                .toList();
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(KEYS_FRESH).cachePublic())
                .body(new JWKSet(published).toJSONObject());
    }

    @Operation(summary = "Get what the authorization server can do (RFC 8414)")
    @GetMapping("/.well-known/oauth-authorization-server")
    Map<String, Object> metadata() {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("issuer", issuer.name());
        metadata.put("token_endpoint", issuer.name() + Issuer.TOKEN_PATH);
        metadata.put("jwks_uri", issuer.name() + Issuer.KEYS_PATH);
        metadata.put("grant_types_supported", List.of("client_credentials"));
        metadata.put("response_types_supported", List.of());
        metadata.put(
                "token_endpoint_auth_methods_supported",
                Arrays.stream(AuthMethod.values()).map(AuthMethod::wireName).toList());
        metadata.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS256", "PS256", "ES256"));
        metadata.put("scopes_supported", Scopes.CLIENT.stream().sorted().toList());
        metadata.put("tls_client_certificate_bound_access_tokens", true);
        return metadata;
    }

    /** The form, for the document. */
    @Schema(name = "TokenRequest")
    record TokenRequest(
            @Schema(name = "grant_type", example = "client_credentials")
            String grantType,

            @Schema(name = "client_id") String clientId,
            @Schema(name = "client_secret") String clientSecret,
            @Schema(name = "scope") String scope) {}

    /** The answer, for the document. */
    @Schema(name = "Token")
    record TokenAnswer(
            @Schema(name = "access_token") String accessToken,
            @Schema(name = "token_type", example = "Bearer") String tokenType,
            @Schema(name = "expires_in", example = "3600") long expiresIn,
            @Schema(name = "scope") String scope) {}
}
