package io.waybill.api.key;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.operator.CredentialActs;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
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

/** The keys of the caller's account. */
@RestController
@Tag(name = "Keys")
final class KeysController {

    /** A key that is made without naming scopes can neither make others nor operate the platform. */
    private static final Set<String> ONLY_WHERE_NAMED = Set.of(Scopes.ADMIN, Scopes.KEYS_MANAGE);

    private static final int GRACE_DAYS_DEFAULT = 1;

    private final ApiKeys keys;
    private final OwnRights rights;
    private final CredentialActs acts;
    private final Idempotency idempotency;
    private final JsonMapper mapper;
    private final Clock clock;

    KeysController(
            ApiKeys keys,
            OwnRights rights,
            CredentialActs acts,
            Idempotency idempotency,
            JsonMapper mapper,
            Clock clock) {
        this.keys = keys;
        this.rights = rights;
        this.acts = acts;
        this.idempotency = idempotency;
        this.mapper = mapper;
        this.clock = clock;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Create a key",
            description = "Its text is readable this once. It can do no more than the key that creates it.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = KeyRequest.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The key, with its text",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = KeyView.class)))
    @PostMapping(value = "/v1/keys", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, KeyRequest.class);
        if (asked.key() != null) {
            throw ApiFailure.invalid("key", "key is chosen by the platform; operators import organisation keys");
        }
        var name = asked.checkedName();
        var terms = rights.within(caller, asked.terms(defaultScopes(caller), clock.instant()));
        return idempotency
                .onceSealed(
                        caller,
                        request,
                        body,
                        _ -> answer(acts.perform(
                                caller,
                                "create_key",
                                caller.accountId(),
                                () -> keys.issue(caller.accountId(), name, terms),
                                made -> Map.of("key_id", made.id(), "scopes", KeyView.scopes(terms.scopes())))))
                .toResponse();
    }

    @Operation(summary = "List the keys that were not deleted, the newest first")
    @GetMapping("/v1/keys")
    List<KeyView> list(@Parameter(hidden = true) Caller caller) {
        return keys.list(caller.accountId()).stream().map(KeyView::of).toList();
    }

    @Operation(summary = "Delete a key", description = "Every process refuses it within 5 seconds.")
    @ApiResponse(responseCode = "204", description = "It is deleted", content = @Content)
    @DeleteMapping("/v1/keys/{id}")
    ResponseEntity<Void> delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        acts.perform(
                caller,
                "delete_key",
                caller.accountId(),
                () -> {
                    if (!keys.revoke(caller.accountId(), id)) {
                        throw unknown(id);
                    }
                },
                Map.of("key_id", id));
        return ResponseEntity.noContent().build();
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Replace a key by one on the same terms",
            description = "The old one goes on working for the grace period, 0 to 7 days.",
            requestBody =
                    @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Rotation.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The new key, with its text",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = KeyView.class)))
    @PostMapping("/v1/keys/{id}/rotate")
    ResponseEntity<byte[]> rotate(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var grace = body.length == 0
                ? Duration.ofDays(GRACE_DAYS_DEFAULT)
                : JsonBody.parse(body, Rotation.class).grace();
        return idempotency
                .onceSealed(caller, request, body, _ -> {
                    var old = keys.find(caller.accountId(), id).orElseThrow(() -> unknown(id));
                    rights.requireAsMuch(caller, old.terms());
                    return answer(acts.perform(
                            caller,
                            "rotate_key",
                            caller.accountId(),
                            () -> keys.rotate(caller.accountId(), id, grace).orElseThrow(() -> unknown(id)),
                            made -> Map.of("key_id", id, "grace", grace.toString(), "new_key_id", made.id())));
                })
                .toResponse();
    }

    private Answer answer(ApiKeys.IssuedKey issued) {
        return Answer.first(200, mapper.writeValueAsBytes(KeyView.of(issued)));
    }

    private static Set<String> defaultScopes(Caller caller) {
        return caller.scopes().stream()
                .filter(scope -> !ONLY_WHERE_NAMED.contains(scope))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.KEY_NOT_FOUND, "id", "there is no key " + id + " that works");
    }

    /** Body of a rotation; null where left out, which is a day. */
    @Schema(name = "KeyRotation")
    record Rotation(
            @JsonProperty("grace_days") @Schema(example = "1") @Nullable
            Integer graceDays) {

        Duration grace() {
            if (graceDays == null) {
                return Duration.ofDays(GRACE_DAYS_DEFAULT);
            }
            if (graceDays < 0 || graceDays > ApiKeys.GRACE_MAX.toDays()) {
                throw ApiFailure.invalid(
                        "grace_days", "grace_days must be a whole number from 0 to " + ApiKeys.GRACE_MAX.toDays());
            }
            return Duration.ofDays(graceDays);
        }
    }
}
