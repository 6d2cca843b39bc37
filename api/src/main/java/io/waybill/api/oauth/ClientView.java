package io.waybill.api.oauth;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.oauth.CertificateName;
import io.waybill.activities.oauth.OAuthClient;
import io.waybill.activities.oauth.OAuthClients;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client.
 *
 * @param clientSecret where it was made by this call; null otherwise
 * @param last4 the end of the secret; null where it has none
 * @param certificateName as registered; null for other methods
 */
@Schema(name = "OAuthClient")
record ClientView(
        @JsonProperty("client_id") String clientId,

        @JsonProperty("object") @Schema(example = "oauth_client")
        String object,

        @JsonProperty("client_secret") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        String clientSecret,

        @JsonProperty("last4") @Nullable String last4,
        @JsonProperty("name") String name,
        @JsonProperty("token_endpoint_auth_method") String method,
        @JsonProperty("scopes") List<String> scopes,
        @JsonProperty("allowed_networks") List<String> allowedNetworks,
        @JsonProperty("certificates_sha256") List<String> certificatesSha256,

        @JsonProperty("certificate_name") @Nullable NameView certificateName,

        @JsonProperty("rate_limit_rpm") @Nullable Integer rateLimitRpm,
        @JsonProperty("created_at") String createdAt) {

    ClientView {
        requireNonNull(clientId, "clientId");
        requireNonNull(object, "object");
        requireNonNull(name, "name");
        requireNonNull(method, "method");
        scopes = List.copyOf(scopes);
        allowedNetworks = List.copyOf(allowedNetworks);
        certificatesSha256 = List.copyOf(certificatesSha256);
        requireNonNull(createdAt, "createdAt");
    }

    static ClientView of(OAuthClient client) {
        return of(client, null);
    }

    static ClientView of(OAuthClients.IssuedClient issued) {
        return of(issued.client(), issued.secret());
    }

    private static ClientView of(OAuthClient client, @Nullable String secret) {
        return new ClientView(
                client.id(),
                "oauth_client",
                secret,
                client.last4(),
                client.name(),
                client.method().wireName(),
                client.scopes().stream().sorted().toList(),
                client.networks().stream().map(Object::toString).toList(),
                client.certificateSha256().stream().sorted().toList(),
                name(client.certificateName()),
                client.requestsPerMinute(),
                client.createdAt().toString());
    }

    private static @Nullable NameView name(@Nullable CertificateName name) {
        return name == null ? null : new NameView(name.kind().wireName(), name.value());
    }

    @Override
    public String toString() {
        return "ClientView[clientId=" + clientId + "]";
    }

    /** The name in certificates that are the client's (RFC 8705, section 2.1.2). */
    @Schema(name = "CertificateName")
    record NameView(
            @JsonProperty("kind") @Schema(example = "tls_client_auth_subject_dn")
            String kind,

            @JsonProperty("value") @Schema(example = "CN=ingest,O=Example")
            String value) {

        NameView {
            requireNonNull(kind, "kind");
            requireNonNull(value, "value");
        }
    }
}
