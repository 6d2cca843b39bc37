package io.waybill.api.oauth;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.key.Caller;
import io.waybill.activities.key.KeyTerms;
import io.waybill.activities.oauth.AuthMethod;
import io.waybill.activities.oauth.OAuthClient;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.key.OwnRights;
import io.waybill.api.operator.CredentialActs;
import io.waybill.api.request.JsonBody;
import io.waybill.api.token.Certificates;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The certificates of a client that signs in by registered ones: so they are replaced while it works. */
@RestController
@Tag(name = "Sign-in")
final class CertificatesController {

    private final OAuthClients clients;
    private final OwnRights rights;
    private final CredentialActs acts;

    CertificatesController(OAuthClients clients, OwnRights rights, CredentialActs acts) {
        this.clients = clients;
        this.rights = rights;
        this.acts = acts;
    }

    @Operation(
            summary = "Register a certificate of an OAuth client",
            description = "The others go on working. The same certificate again changes nothing.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = CertificateRequest.class))))
    @PostMapping(value = "/v1/oauth/clients/{id}/certificates", consumes = MediaType.APPLICATION_JSON_VALUE)
    List<CertificateView> add(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var asked = JsonBody.read(request, CertificateRequest.class);
        var client = find(caller, id);
        rights.requireAsMuch(
                caller, new KeyTerms(client.scopes(), client.networks(), client.requestsPerMinute(), null, null));
        if (client.method() != AuthMethod.SELF_SIGNED_TLS_CLIENT_AUTH) {
            throw ApiFailure.invalid(
                    "id",
                    "client " + id + " has no certificates; it signs in by "
                            + client.method().wireName());
        }
        var sha256 = asked.sha256();
        return views(acts.perform(
                caller,
                "add_certificate",
                caller.accountId(),
                () -> added(caller, id, sha256),
                _ -> Map.of("client_id", id, "sha256", sha256)));
    }

    private OAuthClient added(Caller caller, String id, String sha256) {
        var changed = clients.addCertificate(caller.accountId(), id, sha256).orElseThrow(() -> unknown(id));
        if (!changed.certificateSha256().contains(sha256)) {
            throw new ApiFailure(
                    ApiError.TOO_MANY_CERTIFICATES,
                    "client " + id + " has " + OAuthClients.CERTIFICATES_MAX
                            + " certificates, which is the most; delete some");
        }
        return changed;
    }

    @Operation(summary = "List the certificates of an OAuth client")
    @GetMapping("/v1/oauth/clients/{id}/certificates")
    List<CertificateView> list(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return views(find(caller, id));
    }

    @Operation(
            summary = "Take a certificate from an OAuth client",
            description = "It, and tokens bound to it, are refused everywhere within 5 seconds.")
    @ApiResponse(responseCode = "204", description = "It is gone", content = @Content)
    @DeleteMapping("/v1/oauth/clients/{id}/certificates/{sha256}")
    ResponseEntity<Void> delete(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, @PathVariable String sha256) {
        find(caller, id);
        acts.perform(
                caller,
                "delete_certificate",
                caller.accountId(),
                () -> {
                    if (!clients.removeCertificate(caller.accountId(), id, sha256)) {
                        throw new ApiFailure(
                                ApiError.CERTIFICATE_NOT_FOUND,
                                "sha256",
                                "client " + id + " has no certificate " + sha256);
                    }
                },
                Map.of("client_id", id, "sha256", sha256));
        return ResponseEntity.noContent().build();
    }

    private OAuthClient find(Caller caller, String id) {
        return clients.find(caller.accountId(), id).orElseThrow(() -> unknown(id));
    }

    private static List<CertificateView> views(OAuthClient client) {
        return client.certificateSha256().stream()
                .sorted()
                .map(sha256 -> new CertificateView("client_certificate", sha256))
                .toList();
    }

    private static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.CLIENT_NOT_FOUND, "id", "there is no OAuth client " + id);
    }

    /** Body with one more certificate; null where left out, which is refused. */
    @Schema(name = "NewClientCertificate")
    record CertificateRequest(
            @JsonProperty("certificate")
            @Schema(example = "-----BEGIN CERTIFICATE-----\n...", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String certificate) {

        String sha256() {
            return Certificates.ofPem(certificate == null ? "" : certificate)
                    .filter(Certificates::hasStrongKey)
                    .map(Certificates::sha256Hex)
                    .orElseThrow(() -> ApiFailure.invalid(
                            "certificate",
                            "certificate must be one certificate as PEM, with an RSA key of 2048 bits or an EC key of"
                                    + " 256 bits or more"));
        }
    }

    /** A certificate, of which the hash alone is kept. */
    @Schema(name = "ClientCertificate")
    record CertificateView(
            @JsonProperty("object") @Schema(example = "client_certificate")
            String object,

            @JsonProperty("sha256") String sha256) {

        CertificateView {
            requireNonNull(object, "object");
            requireNonNull(sha256, "sha256");
        }
    }
}
