package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Ledger;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own account. */
@RestController
@Tag(name = "Account")
final class UsersController {

    private static final long NANOS_PER_CENT = 10_000_000;

    private final Accounts accounts;
    private final Ledger ledger;

    UsersController(Accounts accounts, Ledger ledger) {
        this.accounts = accounts;
        this.ledger = ledger;
    }

    @Operation(summary = "Get the account, its balance and the key's scopes")
    @GetMapping("/v1/users/me")
    UserView me(@Parameter(hidden = true) Caller caller) {
        var account = accounts.find(caller.accountId())
                .orElseThrow(() -> new IllegalStateException("account " + caller.accountId() + " is gone"));
        var balance = ledger.balance(account.id());
        return new UserView(
                account.id().toString(),
                "user",
                account.name(),
                account.createdAt().getEpochSecond(),
                Math.floorDiv(balance.availableNanos(), NANOS_PER_CENT),
                BalanceView.of(balance, account.currency()),
                new KeyView(caller.keyId(), caller.scopes().stream().sorted().toList()));
    }

    /**
     * The account.
     *
     * @param creditBalanceCents what is available in whole cents, rounded down; {@code balance} is exact
     */
    @Schema(name = "User")
    record UserView(
            @JsonProperty("id") String id,

            @JsonProperty("object") @Schema(example = "user")
            String object,

            @JsonProperty("name") String name,
            @JsonProperty("created_at") long createdAt,
            @JsonProperty("credit_balance_cents") long creditBalanceCents,
            @JsonProperty("balance") BalanceView balance,
            @JsonProperty("key") KeyView key) {

        UserView {
            requireNonNull(id, "id");
            requireNonNull(object, "object");
            requireNonNull(name, "name");
            requireNonNull(balance, "balance");
            requireNonNull(key, "key");
        }
    }

    /** The key that was used. */
    @Schema(name = "Key")
    record KeyView(
            @JsonProperty("id") String id,
            @JsonProperty("scopes") List<String> scopes) {

        KeyView {
            requireNonNull(id, "id");
            scopes = List.copyOf(scopes);
        }
    }
}
