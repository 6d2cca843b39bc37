package io.waybill.api.batch;

import io.waybill.activities.batch.Preflight;
import io.waybill.activities.batch.Preflight.Report;
import io.waybill.activities.file.Files;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Allowances;
import io.waybill.activities.ledger.Allowances.Allowance;
import io.waybill.activities.ledger.Money;
import io.waybill.api.batch.CreateBatch.Source;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says what would become of a batch. */
@Component
final class BatchPreflight {

    private static final String ACCEPTED = "accepted";
    private static final double MILLIS = 1_000;

    private final Preflight preflight;
    private final Allowances allowances;
    private final InputFiles inputs;
    private final Files files;
    private final Currencies currencies;
    private final Clock clock;

    BatchPreflight(
            Preflight preflight,
            Allowances allowances,
            InputFiles inputs,
            Files files,
            Currencies currencies,
            Clock clock) {
        this.preflight = preflight;
        this.allowances = allowances;
        this.inputs = inputs;
        this.files = files;
        this.currencies = currencies;
        this.clock = clock;
    }

    /**
     * {@return what would become of the batch; nothing is stored}
     *
     * @throws io.waybill.api.error.ApiFailure where there is no such file
     */
    PreflightView check(Caller caller, CreateBatch request) throws IOException {
        var report = report(caller, request);
        var allowance = allowances.ofBatch(caller.accountId(), caller.keyId(), report.heldNanos());
        return render(caller, request, report, allowance);
    }

    /**
     * Makes sure that a batch whose client is strict is expected to end within its window. What else is wrong with it
     * is said when it is submitted.
     *
     * @throws ApiFailure that names both times, where it is not
     */
    void requireInTime(Caller caller, CreateBatch request) throws IOException {
        if (!request.strict() || request.source() instanceof Source.Open) {
            return;
        }
        var report = report(caller, request);
        if (report.rejected() == null && report.duration().compareTo(request.completionWindow()) > 0) {
            var now = clock.instant();
            var end = now.plus(report.duration()).truncatedTo(ChronoUnit.SECONDS);
            var over = now.plus(request.completionWindow()).truncatedTo(ChronoUnit.SECONDS);
            throw new ApiFailure(
                            ApiError.WINDOW_TOO_SHORT,
                            "completion_window",
                            "the batch is expected to end at " + end + ", its window is over at " + over)
                    .with("expected_end", end.toString())
                    .with("window_end", over.toString());
        }
    }

    private Report report(Caller caller, CreateBatch request) throws IOException {
        return switch (request.source()) {
            case Source.InputFile(var fileId, var endpoint) -> {
                var file = inputs.find(caller, fileId);
                try (var lines = files.open(file, 0, file.bytes())) {
                    yield preflight.check(asked(caller, request, endpoint), lines);
                }
            }
            case Source.Open() ->
                throw ApiFailure.invalid(
                        "name", "an open batch has nothing to look at before requests are added to it");
            case Source.Tasks(var lines) ->
                preflight.check(asked(caller, request, null), new ByteArrayInputStream(lines));
        };
    }

    private static Preflight.Request asked(Caller caller, CreateBatch request, @Nullable String endpoint) {
        return new Preflight.Request(
                caller.accountId(),
                request.lane(),
                endpoint,
                request.quarantine(),
                request.terms().reuse());
    }

    private PreflightView render(Caller caller, CreateBatch request, Report report, Allowance allowance) {
        var most = request.terms().maxCostNanos();
        var tooDear = most != null && report.heldNanos() > most;
        var verdict =
                tooDear && report.rejected() == null ? ApiError.MAX_COST_EXCEEDED.code() : verdict(report, allowance);
        var problems = report.problems().stream()
                .map(p -> new BatchView.Problem(p.code(), p.line(), p.message(), p.param()))
                .toList();
        return new PreflightView(
                "batch.preflight",
                verdict,
                verdict.equals(ACCEPTED) ? null : message(report, allowance, tooDear ? most : null),
                report.items(),
                report.invalid(),
                report.models().stream()
                        .map(share -> new PreflightView.Model(
                                share.model(), share.items(), share.tokens(), Money.render(share.priceNanos())))
                        .toList(),
                new PreflightView.Cost(
                        Money.render(report.lowNanos()),
                        Money.render(report.highNanos()),
                        currencies.of(caller.accountId())),
                duration(report, request.completionWindow()),
                balance(allowance.availableNanos(), report.heldNanos()),
                quota(allowance, report.heldNanos()),
                problems.isEmpty() ? null : new BatchView.Errors("list", problems));
    }

    private static String verdict(Report report, Allowance allowance) {
        if (report.rejected() != null) {
            return ApiError.INVALID_BATCH.code();
        }
        var refused = allowance.refused();
        if (refused != null && report.heldNanos() > 0) {
            return refused.reason().name();
        }
        return report.heldNanos() > allowance.availableNanos() ? ApiError.INSUFFICIENT_FUNDS.code() : ACCEPTED;
    }

    private static @Nullable String message(Report report, Allowance allowance, @Nullable Long most) {
        if (report.rejected() != null) {
            return report.rejected();
        }
        if (most != null) {
            return "the batch may cost " + Money.render(report.heldNanos()) + ", its max_cost is " + Money.render(most);
        }
        var refused = allowance.refused();
        return refused != null
                ? refused.message()
                : "this costs up to " + Money.render(report.heldNanos()) + ", available are "
                        + Money.render(allowance.availableNanos());
    }

    private PreflightView.Duration duration(Report report, Duration window) {
        var duration = report.duration();
        return new PreflightView.Duration(
                duration.toMillis() / MILLIS,
                clock.instant().plus(duration).truncatedTo(ChronoUnit.MILLIS).toString(),
                report.observed() ? "observed" : "manifest",
                duration.compareTo(window) <= 0);
    }

    private static PreflightView.Balance balance(long available, long price) {
        return new PreflightView.Balance(
                Money.render(available),
                price > available ? null : Money.render(available - price),
                price > available ? Money.render(price - available) : null);
    }

    private static PreflightView.Quota quota(Allowance allowance, long price) {
        return new PreflightView.Quota(
                money(allowance.batchLimitNanos()),
                money(allowance.monthlyLimitNanos()),
                left(allowance.monthlyLimitNanos(), allowance.monthlySpentNanos(), price),
                money(allowance.keyBudgetNanos()),
                left(allowance.keyBudgetNanos(), allowance.keySpentNanos(), price));
    }

    private static @Nullable String money(@Nullable Long nanos) {
        return nanos == null ? null : Money.render(nanos);
    }

    private static @Nullable String left(@Nullable Long limit, long spent, long price) {
        return limit == null ? null : Money.render(limit - spent - price);
    }
}
