package io.waybill.api.key;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.activities.key.KeyTerms;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Keys that operators give to accounts: new ones, and long-lived organisation keys that exist already. */
@RestController
@Tag(name = "Operators")
final class OrganisationKeysController {

    private final Accounts accounts;
    private final ApiKeys keys;
    private final Acts acts;
    private final Idempotency idempotency;
    private final JsonMapper mapper;
    private final Clock clock;

    OrganisationKeysController(
            Accounts accounts, ApiKeys keys, Acts acts, Idempotency idempotency, JsonMapper mapper, Clock clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.acts = acts;
        this.idempotency = idempotency;
        this.mapper = mapper;
        this.clock = clock;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Give an account a key, or import its organisation key",
            description = "With 'key', an existing 'enterprise-...' key is taken in; without, a new one is made.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = KeyRequest.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The key, with its text where it is a new one",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = KeyView.class)))
    @PostMapping(value = "/v1/admin/accounts/{id}/keys", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, KeyRequest.class);
        var name = asked.checkedName();
        var terms = asked.terms(Scopes.CLIENT, clock.instant());
        var accountId = account(id);
        return idempotency
                .onceSealed(caller, request, body, resourceId -> {
                    var text = asked.key();
                    var view = acts.perform(
                            new Operator(caller.accountId(), caller.keyId()),
                            new Acts.Description(
                                    "key:" + resourceId, text == null ? "give_key" : "import_key", accountId, ""),
                            () -> given(accountId, name, text, terms),
                            made -> Map.of("key_id", made.id(), "name", made.name()));
                    return Answer.first(200, mapper.writeValueAsBytes(view));
                })
                .toResponse();
    }

    private KeyView given(UUID accountId, String name, @Nullable String text, KeyTerms terms) {
        if (text == null) {
            return KeyView.of(keys.issue(accountId, name, terms));
        }
        try {
            var keyId = keys.importOrganisationKey(accountId, name, text, terms)
                    .orElseThrow(() -> new ApiFailure(
                            ApiError.KEY_TAKEN, "key", "this key belongs to another account, or was deleted"));
            return keys.find(accountId, keyId).map(KeyView::of).orElseThrow();
        } catch (IllegalArgumentException e) {
            throw ApiFailure.invalid("key", String.valueOf(e.getMessage())); // which does not repeat the key
        }
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
}
