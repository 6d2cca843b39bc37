package io.waybill.api.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.webhook.TooManyEndpoints;
import io.waybill.activities.webhook.TooManySecrets;
import io.waybill.activities.webhook.WebhookIds;
import io.waybill.activities.webhook.Webhooks;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Endpoints of the caller's account, and their secrets. */
@RestController
@Tag(name = "Webhooks")
final class WebhooksController {

    private static final int LIMIT_MAX = 100;

    private final Webhooks webhooks;
    private final FoundWebhooks found;
    private final WebhookUrls urls;
    private final Idempotency idempotency;
    private final JsonMapper mapper;

    WebhooksController(
            Webhooks webhooks, FoundWebhooks found, WebhookUrls urls, Idempotency idempotency, JsonMapper mapper) {
        this.webhooks = webhooks;
        this.found = found;
        this.urls = urls;
        this.idempotency = idempotency;
        this.mapper = mapper;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Create a webhook",
            description = "Its secret is readable this once.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = EndpointRequest.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The webhook, with its secret",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = EndpointView.class)))
    @PostMapping(value = "/v1/webhooks", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, EndpointRequest.class);
        var terms = asked.fresh();
        var secret = asked.checkedSecret();
        urls.require("url", terms.url());
        return idempotency
                .onceSealed(caller, request, body, _ -> {
                    var issued = limited(() -> webhooks.create(caller.accountId(), terms, secret));
                    return answer(EndpointView.of(issued.endpoint(), issued.secret()));
                })
                .toResponse();
    }

    @Operation(summary = "List webhooks", description = "Newest first.")
    @GetMapping("/v1/webhooks")
    Page<EndpointView> list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "1 to 100, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after,
            @Parameter(description = "true: those made for the webhook_url of batches")
                    @RequestParam(name = "of_batches", defaultValue = "false")
                    boolean ofBatches) {
        var size = Parameters.limit(limit, LIMIT_MAX);
        var page = webhooks.list(caller.accountId(), ofBatches, after == null ? null : cursor(after), size + 1);
        return Page.of(page.stream().map(it -> EndpointView.of(it, null)).toList(), size, EndpointView::id);
    }

    private static UUID cursor(String after) {
        return Ids.parse(WebhookIds.ENDPOINT, after)
                .orElseThrow(() -> ApiFailure.invalid("after", "after must be the last_id of the page before"));
    }

    @Operation(summary = "Get a webhook")
    @GetMapping("/v1/webhooks/{id}")
    EndpointView get(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return EndpointView.of(found.endpoint(caller, id), null);
    }

    @Operation(
            summary = "Change a webhook",
            description = "What is left out stays. enabled: true enables one that its receiver disabled.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = EndpointRequest.class))))
    @PatchMapping(value = "/v1/webhooks/{id}", consumes = MediaType.APPLICATION_JSON_VALUE)
    EndpointView update(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var asked = JsonBody.read(request, EndpointRequest.class);
        var endpoint = found.endpoint(caller, id);
        var terms = asked.changed(endpoint);
        if (!terms.url().equals(endpoint.url())) {
            urls.require("url", terms.url());
        }
        var enabled = asked.enabled() == null ? endpoint.enabled() : asked.enabled();
        return webhooks.update(caller.accountId(), endpoint.id(), terms, enabled)
                .map(it -> EndpointView.of(it, null))
                .orElseThrow(() -> FoundWebhooks.unknown(id));
    }

    @Operation(summary = "Delete a webhook", description = "With its deliveries; nothing is sent to it any more.")
    @ApiResponse(responseCode = "204", description = "It is deleted", content = @Content)
    @DeleteMapping("/v1/webhooks/{id}")
    ResponseEntity<Void> delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        webhooks.delete(caller.accountId(), found.endpoint(caller, id).id());
        return ResponseEntity.noContent().build();
    }

    @Operation(
            summary = "Make a new secret",
            description = "The old one signs too for the grace period, 0 to 7 days.",
            requestBody =
                    @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Rotation.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The new secret",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = SecretView.class)))
    @PostMapping("/v1/webhooks/{id}/rotate")
    ResponseEntity<byte[]> rotate(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var rotation = Rotation.of(body);
        var endpoint = found.endpoint(caller, id);
        return idempotency
                .onceSealed(
                        caller,
                        request,
                        body,
                        _ -> answer(new SecretView(limited(() -> webhooks.rotate(
                                        caller.accountId(), endpoint.id(), rotation.grace(), rotation.checkedSecret()))
                                .orElseThrow(() -> FoundWebhooks.unknown(id)))))
                .toResponse();
    }

    @Operation(
            summary = "Make a new secret for the webhook_url of batches",
            description = "One for the account. The old one signs too for the grace period, 0 to 7 days.",
            requestBody =
                    @RequestBody(
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Rotation.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The new secret",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = SecretView.class)))
    @PostMapping("/v1/webhooks/secret/rotate")
    ResponseEntity<byte[]> rotateAccount(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var rotation = Rotation.of(body);
        return idempotency
                .onceSealed(
                        caller,
                        request,
                        body,
                        _ -> answer(new SecretView(limited(() -> webhooks.rotateAccount(
                                caller.accountId(), rotation.grace(), rotation.checkedSecret())))))
                .toResponse();
    }

    private Answer answer(Object view) {
        return Answer.first(200, mapper.writeValueAsBytes(view));
    }

    private static <T> T limited(Supplier<T> call) {
        try {
            return call.get();
        } catch (TooManyEndpoints e) {
            throw new ApiFailure(ApiError.TOO_MANY_WEBHOOKS, String.valueOf(e.getMessage())).causedBy(e);
        } catch (TooManySecrets e) {
            throw new ApiFailure(ApiError.TOO_MANY_SECRETS, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** A secret, readable this once. */
    @Schema(name = "WebhookSecret")
    record SecretView(
            @JsonProperty("secret") @Schema(example = "whsec_…")
            String secret) {

        @Override
        public String toString() {
            return "SecretView[]";
        }
    }

    /** Body of a rotation; null where left out: a day, and a secret that is made. */
    @Schema(name = "WebhookSecretRotation")
    record Rotation(
            @JsonProperty("grace_days") @Schema(example = "1") @Nullable
            Integer graceDays,

            @JsonProperty("secret") @Nullable String secret) {

        private static Rotation of(byte[] body) {
            var rotation = body.length == 0 ? new Rotation(null, null) : JsonBody.parse(body, Rotation.class);
            rotation.grace();
            rotation.checkedSecret();
            return rotation;
        }

        private Duration grace() {
            var days = graceDays == null ? 1 : graceDays;
            if (days < 0 || days > Webhooks.GRACE_MAX.toDays()) {
                throw ApiFailure.invalid(
                        "grace_days", "grace_days must be a whole number from 0 to " + Webhooks.GRACE_MAX.toDays());
            }
            return Duration.ofDays(days);
        }

        private @Nullable String checkedSecret() {
            return EndpointRequest.checkedSecret(secret);
        }

        @Override
        public String toString() {
            return "Rotation[graceDays=" + graceDays + "]";
        }
    }
}
