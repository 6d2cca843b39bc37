package io.waybill.api.money;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.id.Ids;
import io.waybill.activities.ledger.History.Transaction;
import io.waybill.activities.ledger.Money;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A movement of money; amounts are decimal strings.
 *
 * @param amount what was moved, positive
 * @param availableChange what became free to spend, or less
 * @param heldChange what became reserved, or less
 * @param availableAfter the running balance
 * @param heldAfter the running balance of what is reserved
 * @param batchId null where it is no batch's
 * @param keyId null where it is not known
 */
@Schema(name = "Transaction")
record TransactionView(
        @JsonProperty("id") @Schema(example = "txn_7") String id,

        @JsonProperty("object") @Schema(example = "transaction")
        String object,

        @JsonProperty("kind") @Schema(allowableValues = {"topup", "hold", "capture", "release", "refund", "adjustment"})
        String kind,

        @JsonProperty("amount") @Schema(example = "0.0012") String amount,

        @JsonProperty("available_change") @Schema(example = "0.0001")
        String availableChange,

        @JsonProperty("held_change") @Schema(example = "-0.0013")
        String heldChange,

        @JsonProperty("available_after") @Schema(example = "99.9988")
        String availableAfter,

        @JsonProperty("held_after") @Schema(example = "0") String heldAfter,
        @JsonProperty("currency") @Schema(example = "USD") String currency,
        @JsonProperty("batch_id") @Nullable String batchId,
        @JsonProperty("key_id") @Nullable String keyId,
        @JsonProperty("reference") String reference,
        @JsonProperty("description") String description,
        @JsonProperty("created_at") long createdAt) {

    private static final String PREFIX = "txn_";
    private static final int DIGITS_MAX = 18;

    /** First line of the CSV form. */
    static final List<String> COLUMNS = List.of(
            "id",
            "created_at",
            "kind",
            "amount",
            "available_change",
            "held_change",
            "available_after",
            "held_after",
            "currency",
            "batch_id",
            "key_id",
            "reference",
            "description");

    TransactionView {
        requireNonNull(id, "id");
        requireNonNull(object, "object");
        requireNonNull(kind, "kind");
        requireNonNull(amount, "amount");
        requireNonNull(availableChange, "availableChange");
        requireNonNull(heldChange, "heldChange");
        requireNonNull(availableAfter, "availableAfter");
        requireNonNull(heldAfter, "heldAfter");
        requireNonNull(currency, "currency");
        requireNonNull(reference, "reference");
        requireNonNull(description, "description");
    }

    static TransactionView of(Transaction transaction, String currency) {
        var batchId = transaction.batchId();
        return new TransactionView(
                PREFIX + transaction.id(),
                "transaction",
                transaction.kind().name(),
                Money.render(transaction.amountNanos()),
                Money.render(transaction.availableChangeNanos()),
                Money.render(transaction.heldChangeNanos()),
                Money.render(transaction.availableAfterNanos()),
                Money.render(transaction.heldAfterNanos()),
                currency,
                batchId == null ? null : Ids.render(Ids.BATCH, batchId),
                transaction.keyId(),
                transaction.reference(),
                transaction.memo(),
                transaction.createdAt().getEpochSecond());
    }

    /** {@return the line of the CSV form; times are RFC 3339 there, as spreadsheets read them} */
    static List<@Nullable String> row(Transaction transaction, String currency) {
        var view = of(transaction, currency);
        return java.util.Arrays.asList(
                view.id(),
                transaction.createdAt().toString(),
                view.kind(),
                view.amount(),
                view.availableChange(),
                view.heldChange(),
                view.availableAfter(),
                view.heldAfter(),
                currency,
                view.batchId(),
                view.keyId(),
                view.reference(),
                view.description());
    }

    /** {@return the number in {@code id}, or empty where it is no id of a transaction} */
    static OptionalLong number(String id) {
        var digits = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : "";
        var plain = !digits.isEmpty()
                && digits.length() <= DIGITS_MAX
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
    }
}
