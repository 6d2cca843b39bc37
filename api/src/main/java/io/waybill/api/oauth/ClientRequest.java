package io.waybill.api.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.nimbusds.jose.jwk.JWKSet;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.identity.Network;
import io.waybill.activities.key.KeyTerms;
import io.waybill.activities.oauth.AuthMethod;
import io.waybill.activities.oauth.CertificateName;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.token.CertificateNames;
import io.waybill.api.token.Certificates;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Body of a new client. Every field may be null: then it is the default, or refused where there is none.
 *
 * @param method {@code token_endpoint_auth_method}
 * @param jwks the public keys of {@code private_key_jwt}
 * @param certificates PEM, for {@code self_signed_tls_client_auth}
 * @param subjectDn one of the names that a certificate may have for {@code tls_client_auth} (RFC 8705, section 2.1.2)
 */
@Schema(name = "NewOAuthClient")
record ClientRequest(
        @JsonProperty("name") @Schema(example = "ingest") @Nullable
        String name,

        @JsonProperty("scopes") @Nullable List<String> scopes,

        @JsonProperty("token_endpoint_auth_method") @Schema(example = "client_secret_basic") @Nullable
        String method,

        @JsonProperty("jwks") @Nullable Map<String, Object> jwks,

        @JsonProperty("certificates") @Nullable List<String> certificates,

        @JsonProperty("tls_client_auth_subject_dn") @Schema(example = "CN=ingest,O=Example") @Nullable
        String subjectDn,

        @JsonProperty("tls_client_auth_san_dns") @Nullable String sanDns,

        @JsonProperty("tls_client_auth_san_uri") @Nullable String sanUri,

        @JsonProperty("tls_client_auth_san_ip") @Nullable String sanIp,

        @JsonProperty("tls_client_auth_san_email") @Nullable String sanEmail,

        @JsonProperty("allowed_networks") @Nullable List<String> allowedNetworks,

        @JsonProperty("rate_limit_rpm") @Nullable Integer rateLimitRpm) {

    private static final int KEYS_MAX = 10;
    private static final int CERTIFICATES_MAX = OAuthClients.CERTIFICATES_MAX;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    String checkedName() {
        if (name == null || name.isBlank() || name.length() > OAuthClients.NAME_CHARS_MAX || name.indexOf('\0') >= 0) {
            throw ApiFailure.invalid("name", "name must have 1 to " + OAuthClients.NAME_CHARS_MAX + " characters");
        }
        return name;
    }

    AuthMethod checkedMethod() {
        var wireName = method == null ? AuthMethod.CLIENT_SECRET_BASIC.wireName() : method;
        return AuthMethod.of(wireName)
                .orElseThrow(() -> ApiFailure.invalid(
                        "token_endpoint_auth_method",
                        "token_endpoint_auth_method must be one of "
                                + Arrays.stream(AuthMethod.values())
                                        .map(AuthMethod::wireName)
                                        .toList()));
    }

    KeyTerms terms(Set<String> otherwise) {
        return new KeyTerms(checkedScopes(otherwise), networks(), requestsPerMinute(), null, null);
    }

    /** {@return the JWK set without private parts, or null for other methods} */
    @Nullable
    String publicKeys(AuthMethod checked) {
        if (checked != AuthMethod.PRIVATE_KEY_JWT) {
            if (jwks != null) {
                throw ApiFailure.invalid("jwks", "jwks goes with private_key_jwt alone");
            }
            return null;
        }
        try {
            var set = JWKSet.parse(MAPPER.writeValueAsString(jwks == null ? Map.of() : jwks));
            if (set.getKeys().stream().anyMatch(key -> key.isPrivate())) {
                throw ApiFailure.invalid(
                        "jwks", "jwks has a private key: send public keys alone, and replace this one");
            }
            var count = AssertionDecoders.publicKeys(set.toString()).size();
            if (count < 1 || count > KEYS_MAX || count != set.getKeys().size()) {
                throw ApiFailure.invalid("jwks", "jwks must have 1 to " + KEYS_MAX + " RSA or EC keys");
            }
            return set.toString(true);
        } catch (ParseException _) {
            throw ApiFailure.invalid("jwks", "jwks must be a JWK set (RFC 7517) such as {\"keys\": [...]}");
        }
    }

    /** {@return the certificates' hashes; none for other methods} */
    Set<String> certificateSha256(AuthMethod checked) {
        if (checked != AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH) {
            if (certificates != null) {
                throw ApiFailure.invalid("certificates", "certificates go with self_signed_tls_client_auth alone");
            }
            return Set.of();
        }
        if (certificates == null || certificates.isEmpty() || certificates.size() > CERTIFICATES_MAX) {
            throw ApiFailure.invalid(
                    "certificates", "certificates must have 1 to " + CERTIFICATES_MAX + " certificates as PEM");
        }
        Set<String> hashes = new HashSet<>();
        for (var pem : certificates) {
            var certificate = Certificates.ofPem(pem == null ? "" : pem)
                    .filter(Certificates::hasStrongKey)
                    .orElseThrow(() -> ApiFailure.invalid(
                            "certificates",
                            "each of certificates must be one certificate as PEM, with an RSA key of 2048 bits or an"
                                    + " EC key of 256 bits or more"));
            hashes.add(Certificates.sha256Hex(certificate));
        }
        return hashes;
    }

    /** {@return the name in the client's certificates, or null for other methods} */
    @Nullable
    CertificateName certificateName(AuthMethod checked) {
        var names = givenNames();
        if (checked != AuthMethod.TLS_CLIENT_AUTH) {
            if (!names.isEmpty()) {
                var field = names.getFirst().kind().wireName();
                throw ApiFailure.invalid(field, field + " goes with tls_client_auth alone");
            }
            return null;
        }
        if (names.size() != 1) {
            throw ApiFailure.invalid(
                    CertificateName.Kind.SUBJECT_DN.wireName(),
                    "give exactly one of "
                            + Arrays.stream(CertificateName.Kind.values())
                                    .map(CertificateName.Kind::wireName)
                                    .toList() + ", " + names.size() + " are there");
        }
        var name = names.getFirst();
        try {
            return CertificateNames.checked(name);
        } catch (IllegalArgumentException e) {
            var field = name.kind().wireName();
            throw ApiFailure.invalid(field, field + ": " + e.getMessage());
        }
    }

    private List<CertificateName> givenNames() {
        List<CertificateName> names = new ArrayList<>();
        for (var kind : CertificateName.Kind.values()) {
            var value = switch (kind) {
                case SUBJECT_DN -> subjectDn;
                case SAN_DNS -> sanDns;
                case SAN_URI -> sanUri;
                case SAN_IP -> sanIp;
                case SAN_EMAIL -> sanEmail;
            };
            if (value != null) {
                names.add(new CertificateName(kind, value));
            }
        }
        return names;
    }

    private Set<String> checkedScopes(Set<String> otherwise) {
        if (scopes == null) {
            return otherwise;
        }
        if (scopes.isEmpty()
                || scopes.stream()
                        .anyMatch(scope -> scope == null || !Scopes.exists(scope) || scope.equals(Scopes.ADMIN))) {
            throw ApiFailure.invalid("scopes", "scopes must name at least one, of those in docs/api.md without admin");
        }
        return Set.copyOf(scopes);
    }

    private List<Network> networks() {
        if (allowedNetworks == null) {
            return List.of();
        }
        try {
            if (allowedNetworks.size() <= Network.PER_CREDENTIAL_MAX) {
                return allowedNetworks.stream()
                        .map(text -> Network.parse(text == null ? "null" : text))
                        .distinct()
                        .toList();
            }
        } catch (IllegalArgumentException e) {
            throw ApiFailure.invalid("allowed_networks", "allowed_networks: " + e.getMessage());
        }
        throw ApiFailure.invalid(
                "allowed_networks", "allowed_networks has at most " + Network.PER_CREDENTIAL_MAX + " entries");
    }

    private @Nullable Integer requestsPerMinute() {
        if (rateLimitRpm != null && (rateLimitRpm < 1 || rateLimitRpm > KeyTerms.REQUESTS_PER_MINUTE_MAX)) {
            throw ApiFailure.invalid(
                    "rate_limit_rpm",
                    "rate_limit_rpm must be a whole number from 1 to " + KeyTerms.REQUESTS_PER_MINUTE_MAX);
        }
        return rateLimitRpm;
    }
}
