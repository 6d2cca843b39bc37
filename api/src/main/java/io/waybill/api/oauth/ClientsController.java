package io.waybill.api.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.key.Caller;
import io.waybill.activities.oauth.NewClient;
import io.waybill.activities.oauth.OAuthClient;
import io.waybill.activities.oauth.OAuthClients;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.key.OwnRights;
import io.waybill.api.operator.CredentialActs;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The OAuth clients of the caller's account. */
@RestController
@Tag(name = "Sign-in")
final class ClientsController {

    /** A client whose scopes are not named can neither make others nor operate the platform. */
    private static final Set<String> ONLY_WHERE_NAMED = Set.of(Scopes.ADMIN, Scopes.KEYS_MANAGE);

    private static final int GRACE_DAYS_DEFAULT = 1;
    private static final int GRACE_DAYS_MAX = 7;

    private final OAuthClients clients;
    private final OwnRights rights;
    private final CredentialActs acts;
    private final Idempotency idempotency;
    private final JsonMapper mapper;

    ClientsController(
            OAuthClients clients, OwnRights rights, CredentialActs acts, Idempotency idempotency, JsonMapper mapper) {
        this.clients = clients;
        this.rights = rights;
        this.acts = acts;
        this.idempotency = idempotency;
        this.mapper = mapper;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Create an OAuth client",
            description = "Its secret is readable this once. It can do no more than the credential that creates it.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = ClientRequest.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The client, with its secret where it has one",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ClientView.class)))
    @PostMapping(value = "/v1/oauth/clients", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, ClientRequest.class);
        var method = asked.checkedMethod();
        var terms = rights.within(caller, asked.terms(defaultScopes(caller)));
        if (terms.monthlyBudgetNanos() != null || terms.expiresAt() != null) {
            throw new ApiFailure(
                    ApiError.EXCEEDS_OWN_RIGHTS,
                    "a client has no budget and no end: a key with one of them cannot create it");
        }
        var client = new NewClient(
                asked.checkedName(),
                method,
                asked.publicKeys(method),
                asked.certificateSha256(method),
                asked.certificateName(method),
                terms.scopes(),
                terms.networks(),
                terms.requestsPerMinute());
        return idempotency
                .onceSealed(
                        caller,
                        request,
                        body,
                        _ -> answer(acts.perform(
                                caller,
                                "create_client",
                                caller.accountId(),
                                () -> clients.create(caller.accountId(), client),
                                made -> Map.of(
                                        "client_id",
                                        made.client().id(),
                                        "method",
                                        method.wireName(),
                                        "certificates",
                                        String.join(" ", client.certificateSha256())))))
                .toResponse();
    }

    @Operation(summary = "List the OAuth clients, the newest first")
    @GetMapping("/v1/oauth/clients")
    List<ClientView> list(@Parameter(hidden = true) Caller caller) {
        return clients.list(caller.accountId()).stream().map(ClientView::of).toList();
    }

    @Operation(summary = "Delete an OAuth client", description = "Its tokens are refused everywhere within 5 seconds.")
    @ApiResponse(responseCode = "204", description = "It is deleted", content = @Content)
    @DeleteMapping("/v1/oauth/clients/{id}")
    ResponseEntity<Void> delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        acts.perform(
                caller,
                "delete_client",
                caller.accountId(),
                () -> {
                    if (!clients.delete(caller.accountId(), id)) {
                        throw unknown(id);
                    }
                },
                Map.of("client_id", id));
        return ResponseEntity.noContent().build();
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Give an OAuth client another secret",
            description = "The old one goes on working for the grace period, 0 to 7 days.",
            requestBody =
                    @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = SecretRotation.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The client, with its new secret",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ClientView.class)))
    @PostMapping("/v1/oauth/clients/{id}/rotate")
    ResponseEntity<byte[]> rotate(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var grace = body.length == 0
                ? Duration.ofDays(GRACE_DAYS_DEFAULT)
                : JsonBody.parse(body, SecretRotation.class).grace();
        var client = find(caller, id);
        rights.requireAsMuch(
                caller,
                new io.waybill.activities.key.KeyTerms(
                        client.scopes(), client.networks(), client.requestsPerMinute(), null, null));
        if (!client.method().hasSecret()) {
            throw ApiFailure.invalid(
                    "id",
                    "client " + id + " has no secret; it signs in by "
                            + client.method().wireName());
        }
        return idempotency
                .onceSealed(
                        caller,
                        request,
                        body,
                        _ -> answer(acts.perform(
                                caller,
                                "rotate_client",
                                caller.accountId(),
                                () -> clients.rotate(caller.accountId(), id, grace)
                                        .orElseThrow(() -> unknown(id)),
                                _ -> Map.of("client_id", id, "grace", grace.toString()))))
                .toResponse();
    }

    private Answer answer(OAuthClients.IssuedClient issued) {
        return Answer.first(200, mapper.writeValueAsBytes(ClientView.of(issued)));
    }

    @Operation(
            summary = "Refuse all tokens of an OAuth client",
            description = "Those that it got until now are refused everywhere within 5 seconds; new ones work.")
    @ApiResponse(responseCode = "204", description = "They are refused", content = @Content)
    @PostMapping("/v1/oauth/clients/{id}/revoke-tokens")
    ResponseEntity<Void> revokeTokens(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        acts.perform(
                caller,
                "revoke_client_tokens",
                caller.accountId(),
                () -> {
                    if (!clients.revokeTokens(caller.accountId(), id)) {
                        throw unknown(id);
                    }
                },
                Map.of("client_id", id));
        return ResponseEntity.noContent().build();
    }

    private OAuthClient find(Caller caller, String id) {
        return clients.find(caller.accountId(), id).orElseThrow(() -> unknown(id));
    }

    private static Set<String> defaultScopes(Caller caller) {
        return caller.scopes().stream()
                .filter(scope -> !ONLY_WHERE_NAMED.contains(scope))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.CLIENT_NOT_FOUND, "id", "there is no OAuth client " + id);
    }

    /** Body of a rotation; null where left out, which is a day. */
    @Schema(name = "SecretRotation")
    record SecretRotation(
            @JsonProperty("grace_days") @Schema(example = "1") @Nullable
            Integer graceDays) {

        Duration grace() {
            if (graceDays == null) {
                return Duration.ofDays(GRACE_DAYS_DEFAULT);
            }
            if (graceDays < 0 || graceDays > GRACE_DAYS_MAX) {
                throw ApiFailure.invalid("grace_days", "grace_days must be a whole number from 0 to " + GRACE_DAYS_MAX);
            }
            return Duration.ofDays(graceDays);
        }
    }
}
