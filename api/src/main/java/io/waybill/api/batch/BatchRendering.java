package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.Forecasts;
import io.waybill.activities.batch.NewBatch;
import io.waybill.activities.id.Ids;
import io.waybill.activities.ledger.Money;
import io.waybill.api.batch.BatchView.Problem;
import io.waybill.models.request.ItemLine;
import io.waybill.workflows.batch.BatchState;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Renders batches. */
@Component
final class BatchRendering {

    private static final double PROGRESS_STEPS = 10_000;

    private final Currencies currencies;
    private final EngineSettings engine;
    private final Forecasts forecasts;
    private final Clock clock;

    BatchRendering(Currencies currencies, EngineSettings engine, Forecasts forecasts, Clock clock) {
        this.currencies = currencies;
        this.engine = engine;
        this.forecasts = forecasts;
        this.clock = clock;
    }

    BatchView render(Batch batch) {
        var submitted = batch.submitted();
        var progress = batch.progress();
        var id = Ids.render(Ids.BATCH, submitted.id());
        var state = batch.state();
        return new BatchView(
                id,
                "batch",
                id,
                submitted.name(),
                endpoint(submitted),
                batch.models().size() == 1 ? batch.models().getFirst() : null,
                batch.models(),
                errors(batch),
                file(submitted.inputFileId()),
                submitted.completionWindow().toHours() + "h",
                status(submitted.dialect(), state),
                file(batch.outputFileId()),
                file(batch.errorFileId()),
                batch.createdAt().getEpochSecond(),
                seconds(batch.startedAt()),
                batch.expiresAt().getEpochSecond(),
                seconds(batch.finalizingAt()),
                endedAs(batch, BatchState.completed),
                endedAs(batch, BatchState.failed),
                endedAs(batch, BatchState.expired),
                seconds(batch.cancellingAt()),
                endedAs(batch, BatchState.cancelled),
                new BatchView.RequestCounts(progress.items(), progress.succeeded(), progress.failed()),
                submitted.metadata(),
                batch.lane().name(),
                submitted.quarantine() ? "quarantine" : "reject",
                progress.items(),
                progress.succeeded(),
                progress.failed(),
                progress.cancelled(),
                progress.expired(),
                cost(batch),
                fraction(batch),
                eta(batch),
                temporalUrl(id),
                batch.state() == BatchState.paused,
                batch.pauseReason(),
                limits(submitted.terms()),
                batch(submitted.terms().retryOf()),
                batch.createdAt(),
                submitted.keyId(),
                new BatchView.State(
                        progress.items(),
                        progress.pending(),
                        progress.succeeded(),
                        progress.failed(),
                        progress.cancelled() + progress.expired()),
                warnings(batch),
                submitted.dialect() == NewBatch.Dialect.open && batch.sealedAt() == null && !state.isTerminal(),
                submitted.terms().webhookUrl(),
                null);
    }

    /** {@return the batch as its cancellation is answered: with what became of its items and its money so far} */
    BatchView renderCancelled(Batch batch) {
        var progress = batch.progress();
        return render(batch)
                .with(new CancellationSettlement(
                        progress.succeeded() + progress.failed(),
                        progress.cancelled() + progress.expired(),
                        progress.pending(),
                        Money.render(progress.capturedNanos()),
                        Money.render(progress.releasedNanos()),
                        Money.render(progress.heldNanos() - progress.capturedNanos() - progress.releasedNanos())));
    }

    /**
     * OpenAI's clients know no {@code pending} and no {@code paused}: a batch of a file that was not looked at yet is
     * {@code validating}, and one that is held back is still {@code in_progress}.
     */
    static String status(NewBatch.Dialect dialect, BatchState state) {
        return switch (dialect) {
            case tasks, open -> state.name();
            case file ->
                switch (state) {
                    case pending -> BatchState.validating.name();
                    case paused -> BatchState.in_progress.name();
                    case validating, in_progress, finalizing, completed, failed, cancelling, cancelled, expired ->
                        state.name();
                };
        };
    }

    /** When the items that have not ended will have; never after they expire. */
    private List<String> warnings(Batch batch) {
        return forecasts
                .remaining(batch)
                .map(left -> clock.instant().plus(left).truncatedTo(ChronoUnit.SECONDS))
                .filter(end -> end.isAfter(batch.expiresAt()))
                .map(end -> "the batch is expected to end at " + end
                        + ", after its completion window, which is over at "
                        + batch.expiresAt().truncatedTo(ChronoUnit.SECONDS) + "; what has not run by then expires")
                .stream()
                .toList();
    }

    private @Nullable String eta(Batch batch) {
        return forecasts
                .remaining(batch)
                .map(clock.instant()::plus)
                .map(end -> end.isAfter(batch.expiresAt()) ? batch.expiresAt() : end)
                .map(end -> end.truncatedTo(ChronoUnit.MILLIS).toString())
                .orElse(null);
    }

    private static double fraction(Batch batch) {
        var progress = batch.progress();
        if (batch.state().isTerminal()) {
            return 1;
        }
        if (progress.items() == 0) {
            return 0;
        }
        var ended = progress.items() - progress.pending();
        return Math.floor(PROGRESS_STEPS * ended / progress.items()) / PROGRESS_STEPS;
    }

    private BatchView.Cost cost(Batch batch) {
        var progress = batch.progress();
        var priced = batch.priceNanos() > 0 || batch.startedAt() != null;
        return new BatchView.Cost(
                priced ? Money.render(batch.priceNanos()) : null,
                Money.render(progress.heldNanos()),
                Money.render(progress.capturedNanos()),
                Money.render(progress.releasedNanos()),
                Money.render(batch.refundedNanos()),
                currencies.of(batch.submitted().accountId()));
    }

    private @Nullable String temporalUrl(String id) {
        URI base = engine.uiUrl();
        if (base == null) {
            return null;
        }
        var root = base.toString().replaceAll("/+$", "");
        return root + "/namespaces/" + engine.namespace() + "/workflows/" + id;
    }

    private static BatchView.@Nullable Errors errors(Batch batch) {
        List<Problem> problems = new ArrayList<>();
        for (var problem : batch.problems()) {
            problems.add(new Problem(problem.code(), problem.line(), problem.message(), problem.param()));
        }
        var code = batch.failureCode();
        if (code != null && problems.isEmpty()) {
            var message = batch.failureMessage();
            problems.add(new Problem(code, null, message == null ? code : message, null));
        }
        return problems.isEmpty() ? null : new BatchView.Errors("list", problems);
    }

    /** Tasks name their endpoint each; there is only one that they can name. */
    private static String endpoint(NewBatch batch) {
        var endpoint = batch.endpoint();
        return endpoint == null ? ItemLine.ENDPOINTS.getFirst() : endpoint;
    }

    private static BatchView.LimitsView limits(NewBatch.Terms terms) {
        var cost = terms.maxCostNanos();
        return new BatchView.LimitsView(
                cost == null ? null : Money.render(cost),
                terms.maxErrorRate(),
                terms.onLimit().name());
    }

    private static @Nullable String batch(@Nullable UUID id) {
        return id == null ? null : Ids.render(Ids.BATCH, id);
    }

    private static @Nullable String file(@Nullable UUID id) {
        return id == null ? null : Ids.render(Ids.FILE, id);
    }

    private static @Nullable Long endedAs(Batch batch, BatchState state) {
        return batch.state() == state ? seconds(batch.endedAt()) : null;
    }

    private static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }
}
