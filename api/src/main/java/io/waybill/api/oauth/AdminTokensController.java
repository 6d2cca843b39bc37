package io.waybill.api.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.Caller;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.activities.oauth.SigningKeys;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What operators do where tokens or a signing key are in wrong hands. */
@RestController
@Tag(name = "Operators")
final class AdminTokensController {

    private static final int JTI_CHARS_MAX = 200;

    private final Accounts accounts;
    private final OAuthClients clients;
    private final SigningKeys keys;
    private final Acts acts;

    AdminTokensController(Accounts accounts, OAuthClients clients, SigningKeys keys, Acts acts) {
        this.acts = acts;
        this.accounts = accounts;
        this.clients = clients;
        this.keys = keys;
    }

    @Operation(
            summary = "Refuse all tokens of an account",
            description = "Those that its clients got until now are refused everywhere within 5 seconds.")
    @ApiResponse(responseCode = "204", description = "They are refused", content = @Content)
    @PostMapping("/v1/admin/accounts/{id}/revoke-tokens")
    ResponseEntity<Void> revokeTokens(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        var accountId = account(id);
        note(caller, "revoke_tokens", accountId, Map.of(), () -> clients.revokeTokens(accountId));
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Refuse one token",
            description = "By its jti, everywhere within 5 seconds.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = TokenId.class))))
    @ApiResponse(responseCode = "204", description = "It is refused", content = @Content)
    @PostMapping(value = "/v1/admin/oauth/revoke-token", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Void> revokeToken(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var jti = JsonBody.read(request, TokenId.class).jti();
        if (jti == null || jti.isBlank() || jti.length() > JTI_CHARS_MAX || jti.indexOf('\0') >= 0) {
            throw ApiFailure.invalid("jti", "jti must have 1 to " + JTI_CHARS_MAX + " characters");
        }
        note(caller, "revoke_token", null, Map.of("jti", jti), () -> clients.revokeToken(jti));
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Replace the key that signs tokens",
            description = "The next one signs from now on. Tokens of the one before hold until it is replaced again.")
    @ApiResponse(responseCode = "204", description = "It is replaced", content = @Content)
    @PostMapping("/v1/admin/oauth/rotate-signing-key")
    ResponseEntity<Void> rotateSigningKey(@Parameter(hidden = true) Caller caller) {
        note(caller, "rotate_signing_key", null, Map.of(), keys::rotate);
        return ResponseEntity.noContent().build();
    }

    private void note(Caller caller, String act, @Nullable UUID accountId, Map<String, String> details, Runnable work) {
        acts.perform(
                new Operator(caller.accountId(), caller.keyId()),
                new Acts.Description(act + ":" + UUID.randomUUID(), act, accountId, ""),
                () -> {
                    work.run();
                    return true;
                },
                _ -> details);
    }

    private UUID account(String id) {
        try {
            var found = accounts.find(UUID.fromString(id));
            if (found.isPresent()) {
                return found.get().id();
            }
        } catch (IllegalArgumentException _) {
            // answered as any unknown id
        }
        throw new ApiFailure(ApiError.ACCOUNT_NOT_FOUND, "id", "there is no account " + id);
    }

    /** Body that names a token; null where left out, which is refused. */
    @Schema(name = "TokenId")
    record TokenId(
            @JsonProperty("jti") @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String jti) {}
}
