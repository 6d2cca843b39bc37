package io.waybill.receipts.receipt;

import static io.waybill.receipts.receipt.Fields.checkNames;
import static io.waybill.receipts.receipt.Fields.checkText;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of one item, or of one interactive call. What is signed and logged are its {@linkplain #canonical()
 * canonical bytes}; docs/audit.md lists the members.
 *
 * @param id see {@link ReceiptId}
 * @param account a pseudonym: whoever holds receipts of one account sees that they are, and not whose
 * @param attestation who saw what it is about
 * @param place the item's batch; null for interactive calls and assertions
 * @param model what computed the result
 * @param commitments of content
 * @param startedAt when computing began, in whole milliseconds; null where it never did, or nobody saw it
 * @param finishedAt when the item ended, in whole milliseconds
 * @param outcome how it ended
 * @param priceNanos what was taken for it, in 10^-9 units of the account's currency
 * @param energy what it took; null where nothing was computed
 * @param reused the receipt of the earlier result; null unless the outcome is {@link Outcome#REUSED}
 * @param labels names that the account gave, such as {@code customer_trace_id}, at most 16
 * @param keyId the thumbprint (RFC 7638) of the key that signs it, or its batch's statement
 */
public record Receipt(
        String id,
        String account,
        AttestationType attestation,
        @Nullable BatchPlace place,
        ModelUsed model,
        Commitments commitments,
        @Nullable Instant startedAt,
        Instant finishedAt,
        Outcome outcome,
        long priceNanos,
        @Nullable Energy energy,
        @Nullable String reused,
        Map<String, String> labels,
        String keyId) {

    /** The name and version of the format, inside the signed bytes. */
    public static final String VERSION = "waybill-receipt/1";

    /** No receipt is longer, in bytes. The limits of the fields keep far below. */
    public static final int BYTES_MAX = 16 * 1024;

    /** Checks the fields. */
    public Receipt {
        ReceiptId.check(id);
        checkText("account", account, Fields.ID_MAX);
        requireNonNull(attestation, "attestation");
        requireNonNull(model, "model");
        requireNonNull(commitments, "commitments");
        startedAt = startedAt == null ? null : Timestamps.check("started_at", startedAt);
        finishedAt = Timestamps.check("finished_at", finishedAt);
        requireNonNull(outcome, "outcome");
        if (priceNanos < 0) {
            throw new IllegalArgumentException("price_nanos: %d is negative".formatted(priceNanos));
        }
        if (reused != null) {
            ReceiptId.check(reused);
        }
        if ((reused != null) != (outcome == Outcome.REUSED)) {
            throw new IllegalArgumentException("reused_receipt: stands exactly where the outcome is 'reused'");
        }
        if (attestation == AttestationType.CLIENT_ASSERTED
                && (place != null || (energy != null && energy.measured()))) {
            throw new IllegalArgumentException("attestation_type: nothing in a client's assertion was observed");
        }
        labels = Map.copyOf(requireNonNull(labels, "labels"));
        checkNames("labels", labels);
        checkText("key_id", keyId, Fields.ID_MAX);
    }

    /** {@return the moment cut to whole milliseconds, as receipts hold moments} */
    public static Instant moment(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** {@return the moment as receipts write it, in UTC with milliseconds: {@code 2026-01-31T23:59:59.999Z}} */
    public static String timestamp(Instant instant) {
        return Timestamps.write(moment(instant));
    }

    /** {@return the RFC 8785 bytes, which are what is signed and what is hashed} */
    public byte[] canonical() {
        return ReceiptFormat.write(this);
    }

    /** {@return the 32 bytes that stand in the log: SHA-256 of the canonical bytes} */
    public byte[] digest() {
        return Sha256.of(canonical());
    }

    /**
     * {@return the receipt that bytes hold}
     *
     * @throws NotCanonical if they are not canonical JSON, or hold anything but a receipt of this version
     */
    public static Receipt read(byte[] canonical) {
        return ReceiptFormat.read(CanonicalJson.readObject(canonical, BYTES_MAX));
    }
}
