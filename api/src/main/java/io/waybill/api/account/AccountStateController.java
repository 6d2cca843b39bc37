package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Account;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether and how much an account may spend. */
@RestController
@Tag(name = "Operators")
final class AccountStateController {

    private final FoundAccounts found;
    private final Accounts accounts;
    private final Ledger ledger;
    private final Acts acts;
    private final Clock clock;

    AccountStateController(FoundAccounts found, Accounts accounts, Ledger ledger, Acts acts, Clock clock) {
        this.found = found;
        this.accounts = accounts;
        this.ledger = ledger;
        this.acts = acts;
        this.clock = clock;
    }

    @Operation(summary = "Get an account")
    @GetMapping("/v1/admin/accounts/{id}")
    AccountView get(@PathVariable String id) {
        return view(found.find(id));
    }

    @Operation(
            summary = "Freeze an account",
            description = "It spends nothing from now on; what runs goes on, and reading works. Again changes nothing.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Why.class))))
    @PostMapping(value = "/v1/admin/accounts/{id}/freeze", consumes = MediaType.APPLICATION_JSON_VALUE)
    AccountView freeze(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        return enter(caller, id, Account.State.frozen, "freeze", request);
    }

    @Operation(
            summary = "Let a frozen account spend again",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = Why.class))))
    @PostMapping(value = "/v1/admin/accounts/{id}/unfreeze", consumes = MediaType.APPLICATION_JSON_VALUE)
    AccountView unfreeze(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        return enter(caller, id, Account.State.active, "unfreeze", request);
    }

    @Operation(
            summary = "Set the limits of an account",
            description = "What is left out has no limit afterwards.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewLimits.class))))
    @PutMapping(value = "/v1/admin/accounts/{id}/limits", consumes = MediaType.APPLICATION_JSON_VALUE)
    AccountView limit(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var asked = JsonBody.read(request, NewLimits.class);
        var reason = Reasons.of(asked.reason());
        var limits = new Account.Limits(limit("batch", asked.batch()), limit("monthly", asked.monthly()));
        var account = found.find(id);
        acts.perform(
                new Operator(caller.accountId(), caller.keyId()),
                new Acts.Description("limits:" + Ids.next(clock), "limits", account.id(), reason),
                () -> {
                    accounts.setLimits(account.id(), limits);
                    return limits;
                },
                set -> Map.of("batch", text(set.batchNanos()), "monthly", text(set.monthlyNanos())));
        return view(found.find(id));
    }

    private AccountView enter(Caller caller, String id, Account.State state, String act, HttpServletRequest request)
            throws IOException {
        var reason = Reasons.of(JsonBody.read(request, Why.class).reason());
        var account = found.find(id);
        acts.perform(
                new Operator(caller.accountId(), caller.keyId()),
                new Acts.Description(act + ":" + Ids.next(clock), act, account.id(), reason),
                () -> {
                    accounts.setState(account.id(), state);
                    return state;
                },
                _ -> Map.of("before", account.state().name()));
        return view(found.find(id));
    }

    private AccountView view(Account account) {
        return new AccountView(
                account.id().toString(),
                "account",
                account.name(),
                account.state().name(),
                BalanceView.of(ledger.balance(account.id()), account.currency()),
                new LimitsView(
                        render(account.limits().batchNanos()),
                        render(account.limits().monthlyNanos())),
                account.createdAt().getEpochSecond());
    }

    private static @Nullable Long limit(String name, @Nullable String amount) {
        return amount == null ? null : (Long) Amounts.nanos(name, amount, false);
    }

    private static @Nullable String render(@Nullable Long nanos) {
        return nanos == null ? null : Money.render(nanos);
    }

    private static String text(@Nullable Long nanos) {
        return nanos == null ? "none" : Money.render(nanos);
    }

    /** Body of a freeze; null where left out, which is refused. */
    @Schema(name = "Why")
    record Why(
            @JsonProperty("reason")
            @Schema(example = "stolen card", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String reason) {}

    /** Body of new limits; null where there is none. */
    @Schema(name = "NewLimits")
    record NewLimits(
            @JsonProperty("batch") @Schema(description = "The most that one batch may cost", example = "50") @Nullable
            String batch,

            @JsonProperty("monthly")
            @Schema(description = "The most that may be spent in a calendar month (UTC)", example = "1000")
            @Nullable
            String monthly,

            @JsonProperty("reason") @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String reason) {}

    /** An account as operators see it. */
    @Schema(name = "Account")
    record AccountView(
            @JsonProperty("id") String id,
            @JsonProperty("object") String object,
            @JsonProperty("name") String name,

            @JsonProperty("state") @Schema(allowableValues = {"active", "frozen"})
            String state,

            @JsonProperty("balance") BalanceView balance,
            @JsonProperty("limits") LimitsView limits,
            @JsonProperty("created_at") long createdAt) {

        AccountView {
            requireNonNull(id, "id");
            requireNonNull(name, "name");
            requireNonNull(state, "state");
            requireNonNull(balance, "balance");
            requireNonNull(limits, "limits");
        }
    }

    /** Limits; null where there is none. */
    @Schema(name = "AccountLimits")
    record LimitsView(
            @JsonProperty("batch") @Nullable String batch,
            @JsonProperty("monthly") @Nullable String monthly) {}
}
