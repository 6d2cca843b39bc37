package io.waybill.activities.batch;

import io.waybill.activities.batch.Forecasts.Prediction;
import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceLists;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.storage.line.LineReader;
import io.waybill.workflows.batch.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Checks lines as {@link Preparer} does, and forgets them. */
@Component
final class CheckedPreflight implements Preflight {

    /** Between submission and the first item, and after the last: steps of a small batch. */
    private static final Duration STEPS = Duration.ofMillis(150);

    private final ModelCatalog models;
    private final Catalog catalog;
    private final Tokenizers tokenizers;
    private final PriceLists prices;
    private final BlockChecker checker;
    private final Forecasts forecasts;
    private final Reuse reuse;
    private final AdditionPreflight additions;
    private final Clock clock;

    CheckedPreflight(
            ModelCatalog models,
            Catalog catalog,
            Tokenizers tokenizers,
            PriceLists prices,
            BlockChecker checker,
            Forecasts forecasts,
            Reuse reuse,
            AdditionPreflight additions,
            Clock clock) {
        this.models = models;
        this.catalog = catalog;
        this.tokenizers = tokenizers;
        this.prices = prices;
        this.checker = checker;
        this.forecasts = forecasts;
        this.reuse = reuse;
        this.additions = additions;
        this.clock = clock;
    }

    @Override
    public Report check(Request request, InputStream lines) throws IOException {
        long begun = System.nanoTime();
        var lineChecker = new LineChecker(
                models,
                catalog,
                tokenizers,
                request.endpoint(),
                prices.sheet(request.accountId(), prices.version(), clock.instant()),
                request.lane(),
                request.reuse());
        var preparation = new Preparation(Checkpoint.beginning());
        var tally = new PreflightTally();
        var memory = new Reuse.ReuseMemory();
        var blocks = new LineBlocks(LineReader.at(lines, 0, 1), PlanStore.LINES_MAX);
        while (!blocks.isEnded()) {
            LineBlock block = blocks.next();
            List<CheckedLine> checked = tally.take(checker.check(lineChecker, block, () -> {}));
            if (request.reuse()) {
                checked = reuse.answered(request.accountId(), checked, memory);
            }
            tally.answered(checked);
            preparation.take(checked);
            preparation.planner().drain();
        }
        String rejected = rejected(request, preparation, blocks.isTooMany());
        Duration checking = Duration.ofNanos(System.nanoTime() - begun);
        return report(request.lane(), preparation.lines(), preparation, tally, rejected, checking);
    }

    @Override
    public Report checkAddition(Request request, @Nullable UUID batchId, InputStream lines) throws IOException {
        long begun = System.nanoTime();
        AdditionPreflight.Read read = additions.read(request, batchId, lines);
        var preparation = new Preparation(Checkpoint.beginning());
        var tally = new PreflightTally();
        tally.take(read.priced());
        tally.answered(read.answered());
        preparation.take(read.answered());
        Duration checking = Duration.ofNanos(System.nanoTime() - begun);
        return report(read.lane(), read.answered().size(), preparation, tally, null, checking);
    }

    private static @Nullable String rejected(Request request, Preparation preparation, boolean tooMany) {
        if (tooMany) {
            return PlanStore.tooManyLines(preparation);
        }
        if (preparation.lines() == 0) {
            return PlanStore.emptyInput(preparation);
        }
        return preparation.invalid() > 0 && !request.quarantine() ? PlanStore.invalidLines(preparation) : null;
    }

    private Report report(
            Lane lane,
            long items,
            Preparation preparation,
            PreflightTally tally,
            @Nullable String rejected,
            Duration checking) {
        Duration running = Duration.ZERO;
        boolean observed = true;
        List<ModelShare> shares = new ArrayList<>();
        for (PreflightTally.Share share : tally.shares()) {
            Prediction prediction = predict(share, lane);
            running = running.compareTo(prediction.duration()) < 0 ? prediction.duration() : running;
            observed &= prediction.observed();
            shares.add(share.toModelShare());
        }
        return new Report(
                items,
                preparation.invalid(),
                rejected,
                shares,
                preparation.priceNanos() - tally.outputNanos(),
                tally.priceNanos(),
                preparation.priceNanos(),
                checking.plus(running).plus(STEPS),
                observed && !shares.isEmpty(),
                preparation.problems());
    }

    private Prediction predict(PreflightTally.Share share, Lane lane) {
        double seconds = share.model().manifest().limits().secondsPerItem();
        return forecasts.predict(share.model().manifest().id(), lane, share.items(), seconds);
    }
}
