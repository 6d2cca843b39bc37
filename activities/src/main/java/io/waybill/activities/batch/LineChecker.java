package io.waybill.activities.batch;

import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceSheet;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import io.waybill.storage.line.LineReader;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Checks and prices the lines of one batch. Thread-safe: parts of a block are checked on several threads. */
final class LineChecker {

    private static final String PREFIX = "body.";

    private final ModelCatalog models;
    private final Catalog catalog;
    private final Tokenizers tokenizers;
    private final @Nullable String endpoint;
    private final PriceSheet prices;
    private final Lane lane;
    private final boolean reuse;

    /** By name, so that prices and versions stay what they were when the first line named the model. */
    private final Map<String, PricedModel> priced = new ConcurrentHashMap<>();

    /**
     * Checks lines of a batch.
     *
     * @param endpoint what every line must name; null where each names its own
     * @param prices in force when the batch was made
     * @param reuse whether results may be reused, so that contents are needed
     */
    LineChecker(
            ModelCatalog models,
            Catalog catalog,
            Tokenizers tokenizers,
            @Nullable String endpoint,
            PriceSheet prices,
            Lane lane,
            boolean reuse) {
        this.reuse = reuse;
        this.prices = prices;
        this.models = models;
        this.catalog = catalog;
        this.tokenizers = tokenizers;
        this.endpoint = endpoint;
        this.lane = lane;
    }

    /** {@return the lines from {@code from} to {@code to} of a block, checked} */
    List<CheckedLine> check(LineBlock block, int from, int to) {
        var checked = new CheckedLine[to - from];
        Map<PricedModel, List<Parsed>> parsed = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            RawLine raw = block.line(i);
            try {
                Parsed line = parse(block, raw, i - from);
                parsed.computeIfAbsent(line.model(), _ -> new ArrayList<>()).add(line);
            } catch (RequestRejected e) {
                checked[i - from] = CheckedLine.invalid(raw, e.customId(), e.problem());
            }
        }
        parsed.forEach((model, lines) -> count(model, lines, checked));
        return Arrays.asList(checked);
    }

    private Parsed parse(LineBlock block, RawLine raw, int position) {
        if (raw.tooLong()) {
            throw new RequestRejected(new RequestProblem(
                    ItemError.line_too_long,
                    null,
                    "the line has " + raw.length() + " bytes, allowed are at most " + LineReader.LINE_BYTES_MAX));
        }
        ItemLine line = ItemLine.parse(block.buffer(), raw.from(), raw.to());
        try {
            line.requireUrl(endpoint);
            EmbeddingRequest request = EmbeddingRequest.parse(line);
            PricedModel model = model(request);
            request.check(model.manifest(), PREFIX);
            UUID content = reuse && model.manifest().deterministic()
                    ? Content.of(model.entry().digest(), line.url(), request)
                    : null;
            return new Parsed(position, raw, line.customId(), request, model, content);
        } catch (RequestRejected e) {
            throw new RequestRejected(e.problem(), line.customId());
        }
    }

    private PricedModel model(EmbeddingRequest request) {
        PricedModel known = priced.get(request.model());
        return known == null ? resolve(request) : known;
    }

    private PricedModel resolve(EmbeddingRequest request) {
        InstalledModel model = request.resolve(models, PREFIX);
        Catalog.Entry entry = catalog.find(request.model()).orElse(null);
        if (entry == null || !model.installed()) {
            throw new RequestRejected(new RequestProblem(
                    ItemError.model_not_found,
                    PREFIX + "model",
                    "the model is not installed here; an operator installs it with " + model.installCommand()));
        }
        return priced.computeIfAbsent(request.model(), _ -> new PricedModel(entry, tokenizers.of(model), prices, lane));
    }

    /** Counts the tokens of many lines in one call, which is what makes it cheap. */
    private void count(PricedModel model, List<Parsed> lines, CheckedLine[] checked) {
        List<String> texts =
                lines.stream().flatMap(line -> line.request().inputs().stream()).toList();
        int[] counts = model.tokenizer().count(texts);
        int next = 0;
        for (Parsed line : lines) {
            int size = line.request().inputs().size();
            int[] own = Arrays.copyOfRange(counts, next, next + size);
            next += size;
            checked[line.position()] = price(model, line, own);
        }
    }

    private static CheckedLine price(PricedModel model, Parsed line, int[] counts) {
        try {
            line.request().requireContext(model.manifest(), counts, PREFIX);
        } catch (RequestRejected e) {
            return CheckedLine.invalid(line.raw(), line.customId(), e.problem());
        }
        int tokens = Arrays.stream(counts).sum();
        return CheckedLine.valid(line.raw(), line.customId(), model, tokens, model.priceNanos(tokens), line.content());
    }

    /** A line that is right as far as it can be seen without counting. */
    private record Parsed(
            int position,
            RawLine raw,
            String customId,
            EmbeddingRequest request,
            PricedModel model,
            @Nullable UUID content) {}
}
