package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.Money;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
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
        return view(caller);
    }

    @Operation(
            summary = "Change the account's settings",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = UserSettings.class))))
    @PatchMapping(value = "/v1/users/me", consumes = MediaType.APPLICATION_JSON_VALUE)
    UserView change(@Parameter(hidden = true) Caller caller, HttpServletRequest request) throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, UserSettings.class);
        var threshold = Amounts.nanos("low_balance_threshold", asked.lowBalanceThreshold(), true);
        accounts.setLowBalance(caller.accountId(), threshold == 0 ? null : threshold);
        return view(caller);
    }

    private UserView view(Caller caller) {
        var account = accounts.find(caller.accountId())
                .orElseThrow(() -> new IllegalStateException("account " + caller.accountId() + " is gone"));
        var balance = ledger.balance(account.id());
        var threshold = account.lowBalanceNanos();
        return new UserView(
                account.id().toString(),
                "user",
                null,
                account.name(),
                account.state().name(),
                account.createdAt().getEpochSecond(),
                Math.floorDiv(balance.availableNanos(), NANOS_PER_CENT),
                BalanceView.of(balance, account.currency()),
                threshold == null ? null : Money.render(threshold),
                threshold != null && balance.availableNanos() < threshold,
                new KeyView(caller.keyId(), caller.scopes().stream().sorted().toList()));
    }

    /**
     * The account.
     *
     * @param email null: accounts have none
     * @param state frozen accounts keep everything and spend nothing
     * @param lowBalanceThreshold null where none is set
     * @param lowBalance whether less is available than the threshold
     * @param creditBalanceCents what is available in whole cents, rounded down; {@code balance} is exact
     */
    @Schema(name = "User")
    record UserView(
            @JsonProperty("id") String id,

            @JsonProperty("object") @Schema(example = "user")
            String object,

            @JsonProperty("email") @Nullable String email,
            @JsonProperty("name") String name,

            @JsonProperty("state") @Schema(allowableValues = {"active", "frozen"})
            String state,

            @JsonProperty("created_at") long createdAt,
            @JsonProperty("credit_balance_cents") long creditBalanceCents,
            @JsonProperty("balance") BalanceView balance,

            @JsonProperty("low_balance_threshold") @Schema(example = "5") @Nullable
            String lowBalanceThreshold,

            @JsonProperty("low_balance") boolean lowBalance,
            @JsonProperty("key") KeyView key) {

        UserView {
            requireNonNull(id, "id");
            requireNonNull(object, "object");
            requireNonNull(name, "name");
            requireNonNull(state, "state");
            requireNonNull(balance, "balance");
            requireNonNull(key, "key");
        }
    }

    /**
     * Body of a change.
     *
     * @param lowBalanceThreshold decimal string, "0" for none; null where left out, which is refused
     */
    @Schema(name = "UserSettings")
    record UserSettings(
            @JsonProperty("low_balance_threshold")
            @Schema(example = "5.00", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String lowBalanceThreshold) {}

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
