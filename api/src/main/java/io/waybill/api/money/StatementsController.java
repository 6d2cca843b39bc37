package io.waybill.api.money;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.History;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.ledger.Money;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Gate;
import io.waybill.api.request.Limits;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a month cost, for bookkeepers. */
@RestController
@Tag(name = "Money")
final class StatementsController {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final History history;
    private final Accounts accounts;
    private final Gate exports;

    StatementsController(History history, Accounts accounts, Limits limits) {
        this.history = history;
        this.accounts = accounts;
        this.exports = new Gate("statements", limits.downloads(), limits.waiting(), PATIENCE);
    }

    @Operation(
            summary = "Get the statement of a month",
            description =
                    "CSV: a line with the opening balance, all transactions of the month (UTC) oldest first, and a"
                            + " line with the closing balance.")
    @ApiResponse(
            responseCode = "200",
            description = "The statement",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = "string")))
    @GetMapping("/v1/statements")
    void month(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "Such as 2026-11", required = true) @RequestParam(required = false) @Nullable
                    String month,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters.requireKnown(request, Set.of("month"));
        var asked = parse(month);
        var from = start(asked);
        var to = start(asked.plusMonths(1));
        var account = accounts.find(caller.accountId())
                .orElseThrow(() -> new IllegalStateException("account " + caller.accountId() + " is gone"));
        try (var _ = exports.enter()) {
            var opening = history.balanceAt(account.id(), from);
            var closing = history.balanceAt(account.id(), to);
            var out = Csv.to(response, "statement-" + asked + ".csv");
            out.line(TransactionView.COLUMNS);
            out.line(balance("opening", from, opening, account.currency()));
            Statement.write(
                    history, account.id(), new History.Filter(Set.of(), null, from, to), account.currency(), out);
            out.line(balance("closing", to, closing, account.currency()));
            out.end();
        }
    }

    private static List<@Nullable String> balance(String what, Instant at, Ledger.Balance balance, String currency) {
        return Arrays.asList(
                null,
                at.toString(),
                what,
                null,
                null,
                null,
                Money.render(balance.availableNanos()),
                Money.render(balance.heldNanos()),
                currency,
                null,
                null,
                null,
                what + " balance");
    }

    private static YearMonth parse(@Nullable String month) {
        if (month != null && month.matches("20\\d\\d-(0[1-9]|1[0-2])")) {
            return YearMonth.parse(month);
        }
        throw ApiFailure.invalid("month", "month must be a year from 2000 and a month, such as 2026-11");
    }

    private static Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
