package io.waybill.api.error;

import io.waybill.activities.ledger.SpendingRefused.Reason;

/** Spending that account or key may not do. */
public final class Refusals {

    private Refusals() {}

    /** {@return the failure for a {@link Reason} by name, or for a batch over its own {@code max_cost}} */
    public static ApiFailure of(String reason, String message) {
        if (reason.equals(ApiError.MAX_COST_EXCEEDED.code())) {
            return new ApiFailure(ApiError.MAX_COST_EXCEEDED, "max_cost", message);
        }
        return of(Reason.valueOf(reason), message);
    }

    /** {@return the failure} */
    public static ApiFailure of(Reason reason, String message) {
        var error = switch (reason) {
            case account_frozen -> ApiError.ACCOUNT_FROZEN;
            case batch_limit_exceeded -> ApiError.BATCH_LIMIT_EXCEEDED;
            case monthly_limit_exceeded -> ApiError.MONTHLY_LIMIT_EXCEEDED;
            case key_budget_exceeded -> ApiError.KEY_BUDGET_EXCEEDED;
        };
        return new ApiFailure(error, message);
    }
}
