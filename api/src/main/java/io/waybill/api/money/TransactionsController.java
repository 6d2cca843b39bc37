package io.waybill.api.money;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.History;
import io.waybill.activities.ledger.History.Kind;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Gate;
import io.waybill.api.request.Limits;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Everything that moved the caller's money. */
@RestController
@Tag(name = "Money")
final class TransactionsController {

    private static final Set<String> PARAMETERS = Set.of("kind", "batch_id", "from", "to", "after", "limit", "format");

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final History history;
    private final Accounts accounts;
    private final JsonMapper mapper;
    private final Gate exports;

    TransactionsController(History history, Accounts accounts, JsonMapper mapper, Limits limits) {
        this.history = history;
        this.accounts = accounts;
        this.mapper = mapper;
        this.exports = new Gate("exports", limits.downloads(), limits.waiting(), PATIENCE);
    }

    @Operation(
            summary = "List transactions",
            description = "One for each entry of the ledger, newest first, with the running balance. As CSV all of them"
                    + " are streamed, oldest first; limit does not count there.")
    @ApiResponse(
            responseCode = "200",
            description = "A page, or a CSV file",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = TransactionPage.class)),
                @Content(mediaType = "text/csv", schema = @Schema(type = "string"))
            })
    @GetMapping("/v1/transactions")
    void list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "One or more of topup, hold, capture, release, refund, adjustment, with commas")
                    @RequestParam(required = false)
                    @Nullable
                    String kind,
            @RequestParam(name = "batch_id", required = false) @Nullable String batchId,
            @Parameter(description = "First instant: Unix seconds or RFC 3339")
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(description = "The instant after the last") @RequestParam(required = false) @Nullable String to,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after,
            @Parameter(description = "1 to 1,000, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "json (default) or csv") @RequestParam(required = false) @Nullable String format,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters.requireKnown(request, PARAMETERS);
        var filter = filter(kind, batchId, from, to);
        var size = Parameters.limit(limit, History.LIMIT_MAX);
        var before = after == null ? Long.MAX_VALUE : cursor(after);
        var csv = isCsv(format);
        if (csv && after != null) {
            throw ApiFailure.invalid("after", "after belongs to pages; CSV has everything, filter it with from and to");
        }
        var currency = accounts.find(caller.accountId())
                .orElseThrow(() -> new IllegalStateException("account " + caller.accountId() + " is gone"))
                .currency();
        try (var _ = exports.enter()) {
            if (csv) {
                var out = Csv.to(response, "transactions.csv");
                out.line(TransactionView.COLUMNS);
                Statement.write(history, caller.accountId(), filter, currency, out);
                out.end();
                return;
            }
            var found = history.newest(caller.accountId(), filter, before, size + 1).stream()
                    .map(transaction -> TransactionView.of(transaction, currency))
                    .toList();
            var page = Page.of(found, size, TransactionView::id);
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.getOutputStream().write(mapper.writeValueAsBytes(page));
        }
    }

    private static History.Filter filter(
            @Nullable String kind, @Nullable String batchId, @Nullable String from, @Nullable String to) {
        var first = Parameters.instant("from", from);
        var end = Parameters.instant("to", to);
        if (first != null && end != null && !first.isBefore(end)) {
            throw ApiFailure.invalid("to", "to must be after from");
        }
        var batch = batchId == null
                ? null
                : Ids.parse(Ids.BATCH, batchId)
                        .orElseThrow(() -> ApiFailure.invalid("batch_id", "batch_id is not a batch id"));
        return new History.Filter(kinds(kind), batch, first, end);
    }

    private static Set<Kind> kinds(@Nullable String text) {
        var kinds = EnumSet.noneOf(Kind.class);
        if (text != null) {
            for (var name : text.split(",", -1)) {
                kinds.add(Arrays.stream(Kind.values())
                        .filter(kind -> kind.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> ApiFailure.invalid(
                                "kind", "unknown kind '" + name + "'; allowed are " + Arrays.toString(Kind.values()))));
            }
        }
        return kinds;
    }

    private static long cursor(String after) {
        return TransactionView.number(after)
                .orElseThrow(() -> ApiFailure.invalid(
                        "after", "after is not the id of a transaction; pass last_id of a page of this list"));
    }

    private static boolean isCsv(@Nullable String format) {
        if (format == null || format.equals("json")) {
            return false;
        }
        if (format.equals("csv")) {
            return true;
        }
        throw ApiFailure.invalid("format", "format must be json or csv");
    }

    /** The page, for the OpenAPI document. */
    @Schema(name = "TransactionPage")
    record TransactionPage(
            @Schema(example = "list") String object,
            java.util.List<TransactionView> data,
            @Nullable String first_id,
            @Nullable String last_id,
            boolean has_more) {}
}
