package io.waybill.api.account;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.Money;
import io.waybill.activities.operator.Acts;
import io.waybill.activities.operator.Operator;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** What operators do: create accounts, credit and debit them. */
@RestController
@Tag(name = "Operators")
final class AdminController {

    private static final String FIRST_KEY = "default";

    private final Accounts accounts;
    private final FoundAccounts found;
    private final ApiKeys keys;
    private final Ledger ledger;
    private final Acts acts;
    private final Idempotency idempotency;
    private final JsonMapper mapper;

    AdminController(
            Accounts accounts,
            FoundAccounts found,
            ApiKeys keys,
            Ledger ledger,
            Acts acts,
            Idempotency idempotency,
            JsonMapper mapper) {
        this.accounts = accounts;
        this.found = found;
        this.acts = acts;
        this.keys = keys;
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.mapper = mapper;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Create an account",
            description = "Its key is readable in this answer alone, which an Idempotency-Key brings back for 7 days.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewAccount.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The account with its first key",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = CreatedAccount.class)))
    @PostMapping(value = "/v1/admin/accounts", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, NewAccount.class);
        var name = asked.name();
        if (name == null || name.isBlank() || name.length() > Accounts.NAME_CHARACTERS_MAX || name.indexOf('\0') >= 0) {
            throw ApiFailure.invalid("name", "name must have 1 to " + Accounts.NAME_CHARACTERS_MAX + " characters");
        }
        var answer = idempotency.onceSealed(caller, request, body, resourceId -> {
            var account = accounts.ensure(resourceId, name);
            var key = acts.perform(
                    operator(caller),
                    new Acts.Description("account:" + account.id(), "create_account", account.id(), ""),
                    () -> keys.issue(account.id(), FIRST_KEY, Scopes.CLIENT),
                    made -> Map.of("name", account.name(), "key_id", made.id()));
            var view = new CreatedAccount(
                    account.id().toString(), "account", account.name(), account.currency(), key.id(), key.text());
            return Answer.first(200, mapper.writeValueAsBytes(view));
        });
        return answer.toResponse();
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Credit an account",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewCredit.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The journal entry and the balance",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Credited.class)))
    @PostMapping(value = "/v1/admin/accounts/{id}/credits", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> credit(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        return move(caller, id, request, "credit", ledger::credit);
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Debit an account",
            description = "Takes back what was credited: never more than is available.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = NewCredit.class))))
    @ApiResponse(
            responseCode = "200",
            description = "The journal entry and the balance",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Credited.class)))
    @PostMapping(value = "/v1/admin/accounts/{id}/debits", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> debit(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        return move(caller, id, request, "debit", ledger::debit);
    }

    private ResponseEntity<byte[]> move(Caller caller, String id, HttpServletRequest request, String act, Move move)
            throws IOException {
        var body = JsonBody.read(request);
        var asked = JsonBody.parse(body, NewCredit.class);
        var amountNanos = Amounts.nanos("amount", asked.amount(), false);
        var reason = Reasons.of(asked.reason());
        var account = found.find(id);
        var answer = idempotency.once(caller, request, body, resourceId -> {
            var reference = act + ":" + resourceId;
            var entry = acts.perform(
                    operator(caller),
                    new Acts.Description(reference, act, account.id(), reason),
                    () -> move.post(account.id(), reference, amountNanos, reason),
                    posted -> Map.of("amount", Money.render(amountNanos), "entry", Long.toString(posted.id())));
            var view = new Credited(
                    EntryView.of(entry, reason), BalanceView.of(ledger.balance(account.id()), account.currency()));
            return Answer.first(200, mapper.writeValueAsBytes(view));
        });
        return answer.toResponse();
    }

    private static Operator operator(Caller caller) {
        return new Operator(caller.accountId(), caller.keyId());
    }

    /** A movement of money that happens once for its reference. */
    private interface Move {
        Ledger.Entry post(UUID accountId, String reference, long amountNanos, String memo);
    }

    /** Body of a new account; null where left out, which is refused. */
    @Schema(name = "NewAccount")
    record NewAccount(
            @JsonProperty("name") @Schema(example = "Acme", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String name) {}

    /** A new account with its first key. */
    @Schema(name = "CreatedAccount")
    record CreatedAccount(
            @JsonProperty("id") String id,

            @JsonProperty("object") @Schema(example = "account")
            String object,

            @JsonProperty("name") String name,
            @JsonProperty("currency") String currency,
            @JsonProperty("key_id") String keyId,
            @JsonProperty("api_key") String apiKey) {

        CreatedAccount {
            requireNonNull(id, "id");
            requireNonNull(name, "name");
            requireNonNull(apiKey, "apiKey");
        }

        @Override
        public String toString() {
            return "CreatedAccount[id=" + id + "]";
        }
    }

    /** Body of a credit; null where left out, which is refused. */
    @Schema(name = "NewCredit")
    record NewCredit(
            @JsonProperty("amount") @Schema(example = "100.00", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable
            String amount,

            @JsonProperty("reason")
            @Schema(example = "invoice 7", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable
            String reason) {}

    /** What a credit did. */
    @Schema(name = "Credited")
    record Credited(
            @JsonProperty("entry") EntryView entry,
            @JsonProperty("balance") BalanceView balance) {

        Credited {
            requireNonNull(entry, "entry");
            requireNonNull(balance, "balance");
        }
    }

    /** A journal entry. */
    @Schema(name = "JournalEntry")
    record EntryView(
            @JsonProperty("id") long id,
            @JsonProperty("reference") String reference,
            @JsonProperty("kind") @Schema(example = "topup") String kind,
            @JsonProperty("amount") @Schema(example = "100") String amount,
            @JsonProperty("reason") String reason,
            @JsonProperty("created_at") long createdAt) {

        EntryView {
            requireNonNull(reference, "reference");
            requireNonNull(kind, "kind");
            requireNonNull(amount, "amount");
            requireNonNull(reason, "reason");
        }

        static EntryView of(Ledger.Entry entry, String reason) {
            return new EntryView(
                    entry.id(),
                    entry.reference(),
                    entry.kind(),
                    Money.render(entry.amountNanos()),
                    reason,
                    entry.createdAt().getEpochSecond());
        }
    }
}
