package io.waybill.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.key.Caller;
import io.waybill.activities.log.LogRefused;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.activities.log.TransparencyLog.WitnessStatus;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.activities.signing.ReceiptKeyInUse;
import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.receipts.key.KeyPurpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The log as operators see it. */
@RestController
@Tag(name = "Operators")
final class LogAdminController {

    private static final int REASON_CHARS_MAX = 500;
    private static final Duration IN_USE = Duration.ofSeconds(5);
    private static final Set<String> ROTATED = Set.of("receipts", "assertions");

    private final TransparencyLog log;
    private final ReceiptKeys keys;
    private final Acts acts;

    LogAdminController(TransparencyLog log, ReceiptKeys keys, Acts acts) {
        this.log = log;
        this.keys = keys;
        this.acts = acts;
    }

    @Operation(summary = "How the log stands", description = "Size, what waits, and what its witnesses have seen.")
    @GetMapping("/v1/admin/log")
    LogView status() {
        return LogView.of(log.status());
    }

    @Operation(
            summary = "Check the whole log",
            description = "Computes every root again from all leaves, and compares them with what was signed and"
                    + " published. Reads 32 bytes a leaf; the log goes on meanwhile.")
    @PostMapping("/v1/admin/log/check")
    CheckView check() {
        var status = log.status();
        try {
            log.check();
            return new CheckView("log_check", true, status.size(), null);
        } catch (LogRefused e) {
            return new CheckView("log_check", false, status.size(), String.valueOf(e.getMessage()));
        }
    }

    @Operation(
            summary = "Replace a key that signs receipts",
            description = "purpose: receipts or assertions. The next one signs from now on; what the one before signed"
                    + " still verifies.")
    @PostMapping("/v1/admin/receipt-keys/{purpose}/rotate")
    RotatedView rotate(@Parameter(hidden = true) Caller caller, @PathVariable String purpose) {
        if (!ROTATED.contains(purpose)) {
            throw ApiFailure.invalid(
                    "purpose",
                    "purpose must be receipts or assertions; the log's own key stays as long as the log, as auditors"
                            + " have pinned it");
        }
        var replaced = KeyPurpose.valueOf(purpose.toUpperCase(Locale.ROOT));
        var kid = acts.perform(
                new Operator(caller.accountId(), caller.keyId()),
                new Acts.Description("rotate_receipt_key:" + UUID.randomUUID(), "rotate_receipt_key", null, ""),
                () -> {
                    keys.rotate(replaced);
                    return keys.active(replaced).verifyKey().kid();
                },
                next -> Map.of("purpose", purpose, "key_id", next));
        return new RotatedView("receipt_key", purpose, kid);
    }

    @Operation(
            summary = "Revoke a key that signed receipts",
            description =
                    "It was found to be in strange hands. What it signed holds where it stands in the log by now, or"
                            + " waits for it; nothing else of it is believed. A key that may still sign answers 409"
                            + " receipt_key_in_use: rotate it, and come back.")
    @PostMapping(value = "/v1/admin/receipt-keys/{key_id}/revoke", consumes = MediaType.APPLICATION_JSON_VALUE)
    RevokedView revoke(
            @Parameter(hidden = true) Caller caller,
            @PathVariable("key_id") String keyId,
            @RequestBody RevokeForm form) {
        var reason = form.reason();
        if (reason == null || reason.isBlank() || reason.length() > REASON_CHARS_MAX) {
            throw ApiFailure.invalid("reason", "reason must be 1 to " + REASON_CHARS_MAX + " characters");
        }
        try {
            var place = acts.perform(
                    new Operator(caller.accountId(), caller.keyId()),
                    new Acts.Description("revoke_receipt_key:" + keyId, "revoke_receipt_key", null, reason),
                    () -> keys.revoke(keyId)
                            .orElseThrow(() -> new ApiFailure(
                                    ApiError.KEY_NOT_FOUND, "key_id", "no key of receipts has the id " + keyId)),
                    size -> Map.of("key_id", keyId, "revoked_at_log_size", Long.toString(size)));
            return new RevokedView("receipt_key", keyId, "revoked", place);
        } catch (ReceiptKeyInUse e) {
            throw new ApiFailure(ApiError.RECEIPT_KEY_IN_USE, "key_id", String.valueOf(e.getMessage()))
                    .retryAfter(IN_USE);
        } catch (IllegalArgumentException e) {
            throw ApiFailure.invalid("key_id", String.valueOf(e.getMessage()));
        }
    }

    /** Why a key is revoked. */
    @Schema(name = "RevokeReceiptKey")
    record RevokeForm(
            @JsonProperty("reason")
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 500, example = "found in a backup")
            @Nullable
            String reason) {}

    /**
     * A key that is not believed any more.
     *
     * @param revokedAtLogSize what stands in the log before this place is believed
     */
    @Schema(name = "RevokedReceiptKey")
    record RevokedView(
            @JsonProperty("object") String object,
            @JsonProperty("key_id") String keyId,
            @JsonProperty("status") String status,
            @JsonProperty("revoked_at_log_size") long revokedAtLogSize) {}

    /**
     * What the check found.
     *
     * @param size leaves when it began
     * @param why null where it holds
     */
    @Schema(name = "LogCheck")
    record CheckView(
            @JsonProperty("object") String object,
            @JsonProperty("holds") boolean holds,
            @JsonProperty("size") long size,
            @JsonProperty("why") @Nullable String why) {}

    /** The key that signs now. */
    @Schema(name = "RotatedReceiptKey")
    record RotatedView(
            @JsonProperty("object") String object,
            @JsonProperty("purpose") String purpose,
            @JsonProperty("key_id") String keyId) {}

    /** How it stands. */
    @Schema(name = "LogStatus")
    record LogView(
            @JsonProperty("origin") String origin,
            @JsonProperty("key") String key,
            @JsonProperty("size") long size,
            @JsonProperty("root") String root,
            @JsonProperty("checkpoint_size") @Nullable Long checkpointSize,
            @JsonProperty("waiting") long waiting,
            @JsonProperty("waiting_since") @Nullable String waitingSince,
            @JsonProperty("witnesses") List<WitnessView> witnesses) {

        LogView {
            witnesses = List.copyOf(witnesses);
        }

        static LogView of(TransparencyLog.Status status) {
            return new LogView(
                    status.origin(),
                    status.key(),
                    status.size(),
                    status.root(),
                    status.checkpointSize(),
                    status.waiting(),
                    text(status.waitingSince()),
                    status.witnesses().stream().map(WitnessView::of).toList());
        }
    }

    /** How a witness stands. */
    @Schema(name = "LogWitness")
    record WitnessView(
            @JsonProperty("key") String key,
            @JsonProperty("url") String url,
            @JsonProperty("seen_size") long seenSize,
            @JsonProperty("seen_at") @Nullable String seenAt,
            @JsonProperty("refusal") @Nullable String refusal) {

        static WitnessView of(WitnessStatus status) {
            return new WitnessView(
                    status.key(), status.url(), status.seenSize(), text(status.seenAt()), status.refusal());
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return Optional.ofNullable(instant).map(Instant::toString).orElse(null);
    }
}
