package io.waybill.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.key.Caller;
import io.waybill.activities.receipt.Receipts;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.JsonBody;
import io.waybill.receipts.key.KeyPurpose;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Receipts one by one. Whoever knows an id, which nobody can guess, may read what it says; content is in none. */
@RestController
@Tag(name = "Receipts")
final class ReceiptsController {

    private final Receipts receipts;
    private final SingleReceipts singles;
    private final ReceiptKeys keys;
    private final FoundReceipts found;
    private final Idempotency idempotency;
    private final JsonMapper mapper;

    ReceiptsController(
            Receipts receipts,
            SingleReceipts singles,
            ReceiptKeys keys,
            FoundReceipts found,
            Idempotency idempotency,
            JsonMapper mapper) {
        this.receipts = receipts;
        this.singles = singles;
        this.keys = keys;
        this.found = found;
        this.idempotency = idempotency;
        this.mapper = mapper;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Assert an input and an output",
            description = "The platform attests when and by which account it was told so, and nothing else:"
                    + " attestation_type is client_asserted, signed by a key of its own.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = AssertionRequest.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The receipt",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = ReceiptView.class)))
    @PostMapping(value = "/v1/vaas", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, AssertionRequest.class);
        var input = asked.input();
        var output = asked.output();
        var model = asked.model();
        var gpu = asked.gpu();
        return idempotency
                .once(caller, request, body, _ -> {
                    var single = singles.assertion(caller.accountId(), input, output, model, gpu);
                    singles.store(List.of(single), () -> {});
                    var view = ReceiptView.of(single.receipt(), single.canonical(), single.signature(), null);
                    return Answer.first(200, mapper.writeValueAsBytes(view));
                })
                .toResponse();
    }

    @Operation(summary = "Get a receipt")
    @GetMapping("/v1/vaas/{id}")
    ReceiptView get(@PathVariable String id) {
        return ReceiptView.of(found.receipt(id));
    }

    @Operation(
            summary = "Verify a receipt",
            description =
                    "What the platform itself finds. Whoever wants to know takes the evidence and checks offline.")
    @GetMapping("/v1/vaas/{id}/verify")
    Verified verify(@PathVariable String id) {
        var receipt = found.receipt(id);
        return new Verified(receipt.receipt().id(), FoundReceipts.logged(() -> receipts.holds(receipt)));
    }

    @Operation(
            summary = "Get the evidence of a receipt",
            description =
                    "Receipt, signature, proof of its place in the log, and keys: for ./waybill verify and /verify.")
    @GetMapping(value = "/v1/vaas/{id}/evidence", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> evidence(@PathVariable String id) {
        var receipt = found.receipt(id);
        return json(FoundReceipts.logged(() -> receipts.evidence(receipt, null)));
    }

    @Operation(
            summary = "Get the evidence of an own receipt, with salts",
            description =
                    "With what opens the commitments: whoever has it can check content against them. What cannot be opened any"
                            + " more is left out; X-Waybill-Unopened says why, forgotten or results-removed.")
    @GetMapping(value = "/v1/vaas/{id}/evidence/opened", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> opened(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        var receipt = found.own(caller.accountId(), id);
        var pack = json(FoundReceipts.logged(() -> receipts.evidence(receipt, caller.accountId())));
        return receipts.unopened(receipt)
                .map(why -> ResponseEntity.ok()
                        .headers(pack.getHeaders())
                        .header(FoundReceipts.UNOPENED, why.wireName())
                        .body(pack.getBody()))
                .orElse(pack);
    }

    @Operation(
            summary = "Forget the content of an own receipt",
            description = "Overwrites its salts for good. Receipt, signature and log stay, and still verify.")
    @PostMapping("/v1/vaas/{id}/forget")
    Forgotten forget(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        if (!receipts.forget(caller.accountId(), FoundReceipts.uuid(id))) {
            throw FoundReceipts.unknown(id);
        }
        return new Forgotten(id, true);
    }

    @Operation(summary = "Get the key that signs receipts now")
    @GetMapping("/v1/vaas/pubkey/current")
    CurrentKey current() {
        var key = keys.active(KeyPurpose.RECEIPTS).verifyKey();
        return new CurrentKey(key.hex(), key.kid());
    }

    @Operation(
            summary = "Keys of receipts, assertions and the log",
            description = "Every key ever used, with purpose, dates and status.")
    @GetMapping("/.well-known/vaas/jwks.json")
    Map<String, Object> jwks() {
        return keys.history().toJwks();
    }

    private static ResponseEntity<byte[]> json(byte[] body) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
    }

    /** What was found. */
    @Schema(name = "VerifiedAuditRecord")
    record Verified(
            @JsonProperty("audit_id") String auditId,
            @JsonProperty("valid") boolean valid) {}

    /** That it is forgotten. */
    @Schema(name = "ForgottenAuditRecord")
    record Forgotten(
            @JsonProperty("audit_id") String auditId,
            @JsonProperty("forgotten") boolean forgotten) {}

    /** The key. */
    @Schema(name = "CurrentVerifyKey")
    record CurrentKey(
            @JsonProperty("verify_key_hex") String verifyKeyHex,
            @JsonProperty("key_id") String keyId) {}
}
