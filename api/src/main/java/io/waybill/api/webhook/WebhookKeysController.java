package io.waybill.api.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.webhook.PublishedKey;
import io.waybill.activities.webhook.Webhooks;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The platform's keys of signatures v1a. */
@RestController
@Tag(name = "Webhooks")
final class WebhookKeysController {

    private final Webhooks webhooks;

    WebhookKeysController(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    @Operation(
            summary = "Keys that webhooks are signed with (v1a)",
            description = "The newest first; whpk is the form of Standard Webhooks' libraries.")
    @GetMapping("/.well-known/webhooks/jwks.json")
    KeySet keys() {
        return new KeySet(webhooks.keys().stream().map(Jwk::of).toList());
    }

    /** RFC 7517. */
    @Schema(name = "WebhookKeySet")
    record KeySet(@JsonProperty("keys") List<Jwk> keys) {

        KeySet {
            keys = List.copyOf(keys);
        }
    }

    /** RFC 8037. */
    @Schema(name = "WebhookKey")
    record Jwk(
            @JsonProperty("kty") String kty,
            @JsonProperty("crv") String crv,
            @JsonProperty("alg") String alg,
            @JsonProperty("use") String use,
            @JsonProperty("kid") String kid,
            @JsonProperty("x") String x,
            @JsonProperty("whpk") String whpk,
            @JsonProperty("created_at") String createdAt) {

        static Jwk of(PublishedKey key) {
            return new Jwk(
                    "OKP",
                    "Ed25519",
                    "EdDSA",
                    "sig",
                    key.id(),
                    key.x(),
                    key.text(),
                    key.createdAt().toString());
        }
    }
}
