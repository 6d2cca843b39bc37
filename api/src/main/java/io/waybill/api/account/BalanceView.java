package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.Money;

/** Money of an account, in decimal strings of at most nine places. */
@Schema(name = "Balance")
record BalanceView(
        @JsonProperty("available") @Schema(example = "99.99872")
        String available,

        @JsonProperty("held") @Schema(example = "0.00128") String held,
        @JsonProperty("currency") @Schema(example = "USD") String currency) {

    BalanceView {
        requireNonNull(available, "available");
        requireNonNull(held, "held");
        requireNonNull(currency, "currency");
    }

    static BalanceView of(Ledger.Balance balance, String currency) {
        return new BalanceView(Money.render(balance.availableNanos()), Money.render(balance.heldNanos()), currency);
    }
}
