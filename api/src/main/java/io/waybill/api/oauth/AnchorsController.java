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
import io.waybill.activities.oauth.TrustAnchor;
import io.waybill.activities.oauth.TrustAnchors;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.key.OwnRights;
import io.waybill.api.operator.CredentialActs;
import io.waybill.api.request.JsonBody;
import io.waybill.api.token.CertificatePath;
import io.waybill.api.token.Certificates;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Certificate authorities that the caller's account trusts to name its clients. */
@RestController
@Tag(name = "Sign-in")
final class AnchorsController {

    private final TrustAnchors anchors;
    private final OwnRights rights;
    private final CredentialActs acts;
    private final Clock clock;

    AnchorsController(TrustAnchors anchors, OwnRights rights, CredentialActs acts, Clock clock) {
        this.anchors = anchors;
        this.rights = rights;
        this.acts = acts;
        this.clock = clock;
    }

    @Operation(
            summary = "Trust a certificate authority",
            description = "It can speak for every client of the account that signs in by tls_client_auth, so it takes a"
                    + " credential with all scopes and no limit. The same certificate again is the same anchor.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = AnchorRequest.class))))
    @PostMapping(value = "/v1/oauth/trust-anchors", consumes = MediaType.APPLICATION_JSON_VALUE)
    AnchorView create(@Parameter(hidden = true) Caller caller, HttpServletRequest request) throws IOException {
        var asked = JsonBody.read(request, AnchorRequest.class);
        var name = asked.checkedName();
        var certificate = authority(asked.certificate());
        rights.requireAll(caller);
        var sha256 = Certificates.sha256Hex(certificate);
        return AnchorView.of(acts.perform(
                caller,
                "create_anchor",
                caller.accountId(),
                () -> anchors.add(caller.accountId(), name, certificate, sha256),
                made -> Map.of("anchor_id", made.id().toString(), "sha256", sha256)));
    }

    @Operation(summary = "List the trusted certificate authorities, the newest first")
    @GetMapping("/v1/oauth/trust-anchors")
    List<AnchorView> list(@Parameter(hidden = true) Caller caller) {
        return anchors.list(caller.accountId()).stream().map(AnchorView::of).toList();
    }

    @Operation(
            summary = "Trust a certificate authority no more",
            description = "What it issued, and tokens bound to that, is refused everywhere within 5 seconds.")
    @ApiResponse(responseCode = "204", description = "It is trusted no more", content = @Content)
    @DeleteMapping("/v1/oauth/trust-anchors/{id}")
    ResponseEntity<Void> delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        acts.perform(
                caller,
                "delete_anchor",
                caller.accountId(),
                () -> {
                    if (!anchors.delete(caller.accountId(), uuid(id))) {
                        throw unknown(id);
                    }
                },
                Map.of("anchor_id", id));
        return ResponseEntity.noContent().build();
    }

    private X509Certificate authority(@Nullable String pem) {
        var certificate = Certificates.ofPem(pem == null ? "" : pem)
                .orElseThrow(() -> ApiFailure.invalid(
                        "certificate",
                        "certificate must be one certificate as PEM, at most " + Certificates.CHARS_MAX
                                + " characters"));
        if (!CertificatePath.isAuthority(certificate)) {
            throw ApiFailure.invalid(
                    "certificate",
                    "certificate must be one of an authority (basic constraints CA, key usage with certificate signing),"
                            + " with an RSA key of 2048 bits or an EC key of 256 bits or more");
        }
        if (CertificatePath.limitsNames(certificate)) {
            throw ApiFailure.invalid(
                    "certificate",
                    "certificate has name constraints, which are not applied in an anchor; trust an authority without"
                            + " them, above or below");
        }
        if (!clock.instant().isBefore(certificate.getNotAfter().toInstant())) {
            throw ApiFailure.invalid(
                    "certificate",
                    "certificate has expired at " + certificate.getNotAfter().toInstant());
        }
        return certificate;
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw unknown(id);
        }
    }

    private static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.ANCHOR_NOT_FOUND, "id", "there is no trust anchor " + id);
    }

    /** Body of a new anchor; null where left out, which is refused. */
    @Schema(name = "NewTrustAnchor")
    record AnchorRequest(
            @JsonProperty("name") @Schema(example = "our CA", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name,

            @JsonProperty("certificate")
            @Schema(example = "-----BEGIN CERTIFICATE-----\n...", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String certificate) {

        String checkedName() {
            if (name == null
                    || name.isBlank()
                    || name.length() > TrustAnchors.NAME_CHARS_MAX
                    || name.indexOf('\0') >= 0) {
                throw ApiFailure.invalid("name", "name must have 1 to " + TrustAnchors.NAME_CHARS_MAX + " characters");
            }
            return name;
        }
    }

    /** An anchor. */
    @Schema(name = "TrustAnchor")
    record AnchorView(
            @JsonProperty("id") String id,

            @JsonProperty("object") @Schema(example = "trust_anchor")
            String object,

            @JsonProperty("name") String name,
            @JsonProperty("subject") String subject,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("expires_at") String expiresAt) {

        AnchorView {
            requireNonNull(id, "id");
            requireNonNull(object, "object");
            requireNonNull(name, "name");
            requireNonNull(subject, "subject");
            requireNonNull(sha256, "sha256");
            requireNonNull(createdAt, "createdAt");
            requireNonNull(expiresAt, "expiresAt");
        }

        static AnchorView of(TrustAnchor anchor) {
            return new AnchorView(
                    anchor.id().toString(),
                    "trust_anchor",
                    anchor.name(),
                    anchor.certificate().getSubjectX500Principal().getName(),
                    anchor.sha256(),
                    anchor.createdAt().toString(),
                    anchor.certificate().getNotAfter().toInstant().toString());
        }
    }
}
