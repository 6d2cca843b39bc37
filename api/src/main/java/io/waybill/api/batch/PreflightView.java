package io.waybill.api.batch;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a batch. Amounts are decimal strings.
 *
 * @param verdict {@code accepted}, or the code with which the batch would be refused or fail
 * @param message why it is not accepted; null where it is
 * @param total lines or tasks, bad ones included
 * @param invalid of them
 * @param errors the first 100 problems by line; null where there are none
 */
@Schema(name = "Preflight")
record PreflightView(
        @JsonProperty("object") @Schema(example = "batch.preflight")
        String object,

        @JsonProperty("verdict") @Schema(example = "accepted")
        String verdict,

        @JsonProperty("message") @Nullable String message,
        @JsonProperty("total") long total,
        @JsonProperty("invalid") long invalid,
        @JsonProperty("models") List<Model> models,
        @JsonProperty("cost") Cost cost,
        @JsonProperty("duration") Duration duration,
        @JsonProperty("balance") Balance balance,
        @JsonProperty("quota") Quota quota,
        @JsonProperty("errors") BatchView.@Nullable Errors errors) {

    PreflightView {
        requireNonNull(object, "object");
        requireNonNull(verdict, "verdict");
        models = List.copyOf(models);
        requireNonNull(cost, "cost");
        requireNonNull(duration, "duration");
        requireNonNull(balance, "balance");
        requireNonNull(quota, "quota");
    }

    /** Items of one model. */
    @Schema(name = "PreflightModel")
    record Model(
            @JsonProperty("model") String model,
            @JsonProperty("items") long items,
            @JsonProperty("tokens") long tokens,
            @JsonProperty("cost") String cost) {

        Model {
            requireNonNull(model, "model");
            requireNonNull(cost, "cost");
        }
    }

    /** The least that it may cost, with what can be reused now, and the most, without. */
    @Schema(name = "PreflightCost")
    record Cost(
            @JsonProperty("low") String low,
            @JsonProperty("high") String high,
            @JsonProperty("currency") String currency) {

        Cost {
            requireNonNull(low, "low");
            requireNonNull(high, "high");
            requireNonNull(currency, "currency");
        }
    }

    /**
     * How long it would take from now on.
     *
     * @param end RFC 3339
     * @param basis {@code observed}: by what the models did lately; {@code manifest}: by what their manifests expect
     * @param withinWindow whether it ends within {@code completion_window}
     */
    @Schema(name = "PreflightDuration")
    record Duration(
            @JsonProperty("seconds") double seconds,

            @JsonProperty("end") @Schema(format = "date-time")
            String end,

            @JsonProperty("basis") String basis,
            @JsonProperty("within_window") boolean withinWindow) {

        Duration {
            requireNonNull(end, "end");
            requireNonNull(basis, "basis");
        }
    }

    /**
     * What is available, and what would be.
     *
     * @param after with the most held; null where too little is available
     * @param shortfall what is missing; null where nothing is
     */
    @Schema(name = "PreflightBalance")
    record Balance(
            @JsonProperty("available") String available,
            @JsonProperty("after") @Nullable String after,
            @JsonProperty("shortfall") @Nullable String shortfall) {

        Balance {
            requireNonNull(available, "available");
        }
    }

    /**
     * Limits that an operator or the key sets; each null where there is none.
     *
     * @param batchLimit of one batch
     * @param monthlyAfter left of the account's month, after; negative where it would be exceeded
     * @param keyBudgetAfter left of the key's month, after; negative where it would be exceeded
     */
    @Schema(name = "PreflightQuota")
    record Quota(
            @JsonProperty("batch_limit") @Nullable String batchLimit,
            @JsonProperty("monthly_limit") @Nullable String monthlyLimit,
            @JsonProperty("monthly_after") @Nullable String monthlyAfter,
            @JsonProperty("key_budget") @Nullable String keyBudget,
            @JsonProperty("key_budget_after") @Nullable String keyBudgetAfter) {}
}
