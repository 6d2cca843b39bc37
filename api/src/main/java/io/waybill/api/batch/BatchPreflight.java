package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.batch.NewBatch;
import io.waybill.activities.batch.Preflight;
import io.waybill.activities.batch.Preflight.Report;
import io.waybill.activities.batch.RequestConflict;
import io.waybill.activities.file.Files;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Allowances;
import io.waybill.activities.ledger.Allowances.Allowance;
import io.waybill.activities.ledger.Money;
import io.waybill.api.batch.CreateBatch.Source;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.workflows.batch.BatchState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
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
    private final Batches batches;
    private final Clock clock;

    BatchPreflight(
            Preflight preflight,
            Allowances allowances,
            InputFiles inputs,
            Files files,
            Currencies currencies,
            Batches batches,
            Clock clock) {
        this.preflight = preflight;
        this.allowances = allowances;
        this.inputs = inputs;
        this.files = files;
        this.currencies = currencies;
        this.batches = batches;
        this.clock = clock;
    }

    /**
     * {@return what would become of the batch; nothing is stored}
     *
     * @throws io.waybill.api.error.ApiFailure where there is no such file
     */
    PreflightView check(Caller caller, byte[] body) throws IOException {
        var parts = PreflightBody.of(body);
        var requests = parts.requests();
        var batchId = parts.batchId();
        if (requests != null && batchId != null) {
            return addition(caller, BatchesController.find(batches, caller, batchId), requests);
        }
        // Without requests the body is that of a create call, and every mistake in it is named as there.
        var request = CreateBatchReader.read(requests == null ? body : parts.create());
        if (requests != null && !(request.source() instanceof Source.Open)) {
            throw ApiFailure.invalid(
                    "batch_requests", "batch_requests are of an open batch; beside a file or tasks they cannot stand");
        }
        var report =
                requests == null ? report(caller, request) : requests(asked(caller, request, null), null, requests);
        var terms = new Terms(request.terms().maxCostNanos(), 0, request.completionWindow());
        return render(caller, terms, report);
    }

    private PreflightView addition(Caller caller, Batch batch, byte[] body) throws IOException {
        var submitted = batch.submitted();
        var runs = batch.state() == BatchState.in_progress || batch.state() == BatchState.paused;
        if (submitted.dialect() != NewBatch.Dialect.open || batch.sealedAt() != null || !runs) {
            throw new ApiFailure(
                    ApiError.BATCH_STATE_CONFLICT,
                    submitted.dialect() != NewBatch.Dialect.open
                            ? "the batch was made with its items; nothing can be added to it"
                            : "the batch is " + (runs ? "sealed" : batch.state()) + "; nothing can be added to it");
        }
        var asked = new Preflight.Request(
                submitted.accountId(),
                submitted.lane(),
                null,
                true,
                submitted.terms().reuse());
        var report = requests(asked, submitted.id(), body);
        var left = Duration.between(clock.instant(), batch.expiresAt());
        return render(caller, new Terms(submitted.terms().maxCostNanos(), batch.priceNanos(), left), report);
    }

    private Report requests(Preflight.Request asked, @Nullable UUID batchId, byte[] body) throws IOException {
        var lines = RequestLines.read(body, "request-");
        try {
            return preflight.checkAddition(asked, batchId, new ByteArrayInputStream(lines));
        } catch (RequestConflict e) {
            throw new ApiFailure(ApiError.REQUEST_CONFLICT, "batch_request_id", String.valueOf(e.getMessage()))
                    .causedBy(e);
        }
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
                        "batch_requests",
                        "an open batch has nothing to look at without requests; add batch_requests to the body");
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

    private PreflightView render(Caller caller, Terms terms, Report report) {
        var allowance = allowances.ofBatch(caller.accountId(), caller.keyId(), report.heldNanos());
        var cost = terms.beforeNanos() + report.heldNanos();
        var most = terms.mostNanos();
        var tooDear = most != null && cost > most;
        var verdict = tooDear && report.rejected() == null
                ? ApiError.MAX_COST_EXCEEDED.code()
                : verdict(report, allowance, cost);
        var problems = report.problems().stream()
                .map(p -> new BatchView.Problem(p.code(), p.line(), p.message(), p.param()))
                .toList();
        return new PreflightView(
                "batch.preflight",
                verdict,
                verdict.equals(ACCEPTED) ? null : message(report, allowance, cost, tooDear ? most : null),
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
                duration(report, terms.window()),
                balance(allowance.availableNanos(), report.heldNanos()),
                quota(allowance, report.heldNanos()),
                problems.isEmpty() ? null : new BatchView.Errors("list", problems));
    }

    private static String verdict(Report report, Allowance allowance, long cost) {
        if (report.rejected() != null) {
            return ApiError.INVALID_BATCH.code();
        }
        var refused = allowance.refused();
        if (refused != null && report.heldNanos() > 0) {
            return refused.reason().name();
        }
        var limit = allowance.batchLimitNanos();
        if (limit != null && cost > limit && report.heldNanos() > 0) {
            return ApiError.BATCH_LIMIT_EXCEEDED.code();
        }
        return report.heldNanos() > allowance.availableNanos() ? ApiError.INSUFFICIENT_FUNDS.code() : ACCEPTED;
    }

    private static @Nullable String message(Report report, Allowance allowance, long cost, @Nullable Long most) {
        if (report.rejected() != null) {
            return report.rejected();
        }
        if (most != null) {
            return "the batch may cost " + Money.render(cost) + ", its max_cost is " + Money.render(most);
        }
        var limit = allowance.batchLimitNanos();
        if (limit != null && cost > limit) {
            return "the batch may cost " + Money.render(cost) + ", the account allows " + Money.render(limit)
                    + " for one";
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

    /**
     * What the batch has of its own.
     *
     * @param mostNanos its max_cost; null where it has none
     * @param beforeNanos what it costs already
     * @param window how long it has
     */
    private record Terms(@Nullable Long mostNanos, long beforeNanos, Duration window) {}
}
