package io.waybill.activities.batch;

import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceSheet;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.generation.CountedRequest;
import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationRequests;
import io.waybill.models.generation.PromptCounter;
import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import io.waybill.models.token.Tokenizer;
import io.waybill.storage.line.LineReader;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private final Map<String, Counting<?>> counting = new ConcurrentHashMap<>();

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
        Map<Counting<Tokenizer>, List<Parsed>> parsed = new LinkedHashMap<>();
        for (int i = from; i < to; i++) {
            RawLine raw = block.line(i);
            try {
                ItemLine line = line(block, raw);
                Optional<GenerationEndpoint> generation = GenerationEndpoint.of(line.url());
                if (generation.isPresent()) {
                    checked[i - from] = generation(raw, line, generation.get());
                } else {
                    Parsed embedding = embedding(raw, line, i - from);
                    parsed.computeIfAbsent(embedding.model(), _ -> new ArrayList<>())
                            .add(embedding);
                }
            } catch (RequestRejected e) {
                checked[i - from] = CheckedLine.invalid(raw, e.customId(), e.problem());
            }
        }
        parsed.forEach((model, lines) -> count(model, lines, checked));
        return Arrays.asList(checked);
    }

    private ItemLine line(LineBlock block, RawLine raw) {
        if (raw.tooLong()) {
            throw new RequestRejected(new RequestProblem(
                    ItemError.line_too_long,
                    null,
                    "the line has " + raw.length() + " bytes, allowed are at most " + LineReader.LINE_BYTES_MAX));
        }
        ItemLine line = ItemLine.parse(block.buffer(), raw.from(), raw.to());
        try {
            line.requireUrl(endpoint);
        } catch (RequestRejected e) {
            throw new RequestRejected(e.problem(), line.customId());
        }
        return line;
    }

    private Parsed embedding(RawLine raw, ItemLine line, int position) {
        EmbeddingRequest request = EmbeddingRequest.parse(line);
        try {
            Counting<Tokenizer> model = tokenizing(request);
            ModelManifest manifest = model.priced().manifest();
            request.check(manifest, PREFIX);
            UUID content = reuse && manifest.deterministic()
                    ? Content.of(model.priced().entry().digest(), line.url(), request)
                    : null;
            return new Parsed(position, raw, line.customId(), request, model, content);
        } catch (RequestRejected e) {
            throw new RequestRejected(e.problem(), line.customId());
        }
    }

    /** Checks a line that wants text: it holds the most it may cost. */
    private CheckedLine generation(RawLine raw, ItemLine line, GenerationEndpoint of) {
        GenerationRequest request = GenerationRequests.parse(of, line);
        try {
            InstalledModel installed = request.resolve(models, PREFIX);
            Counting<PromptCounter> model = counting(request, installed);
            PricedModel priced = model.priced();
            request.check(priced.manifest(), model.counter(), PREFIX);
            CountedRequest counted = request.counted(priced.manifest(), model.counter(), PREFIX);
            UUID content = reuse && priced.manifest().deterministic() && request.isReproducible()
                    ? Content.of(priced.entry().digest(), line)
                    : null;
            return CheckedLine.valid(
                    raw,
                    line.customId(),
                    priced,
                    counted.promptTokens(),
                    priced.priceNanos(counted.promptTokens(), counted.completionTokensMost()),
                    content);
        } catch (RequestRejected e) {
            throw new RequestRejected(e.problem(), line.customId());
        }
    }

    private Counting<Tokenizer> tokenizing(EmbeddingRequest request) {
        Counting<?> known = counting.get(request.model());
        if (known == null) {
            InstalledModel model = request.resolve(models, PREFIX);
            known = counting.computeIfAbsent(request.model(), _ -> new Counting<>(priced(model), tokenizers.of(model)));
        }
        return known.by(Tokenizer.class, () -> request.resolve(models, PREFIX));
    }

    private Counting<PromptCounter> counting(GenerationRequest request, InstalledModel model) {
        Counting<?> known = counting.get(request.model());
        if (known == null) {
            known = counting.computeIfAbsent(
                    request.model(), _ -> new Counting<>(priced(model), tokenizers.prompts(model)));
        }
        return known.by(PromptCounter.class, () -> request.resolve(models, PREFIX));
    }

    private PricedModel priced(InstalledModel model) {
        String id = model.manifest().id();
        Catalog.Entry entry = catalog.find(id).orElse(null);
        if (entry == null || !model.installed()) {
            throw new RequestRejected(new RequestProblem(
                    ItemError.model_not_found,
                    PREFIX + "model",
                    "the model is not installed here; an operator installs it with " + model.installCommand()));
        }
        return new PricedModel(entry, prices, lane);
    }

    /** Counts the tokens of many lines in one call, which is what makes it cheap. */
    private void count(Counting<Tokenizer> model, List<Parsed> lines, CheckedLine[] checked) {
        List<String> texts =
                lines.stream().flatMap(line -> line.request().inputs().stream()).toList();
        int[] counts = model.counter().count(texts);
        int next = 0;
        for (Parsed line : lines) {
            int size = line.request().inputs().size();
            int[] own = Arrays.copyOfRange(counts, next, next + size);
            next += size;
            checked[line.position()] = price(model.priced(), line, own);
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
            Counting<Tokenizer> model,
            @Nullable UUID content) {}

    /** A model that a batch names, with what counts its tokens. */
    private record Counting<C>(PricedModel priced, C counter) {

        /** {@return this, where the model's task is the one asked for; else what says that it is another} */
        @SuppressWarnings("unchecked") // the counter is of the type that was asked for
        <T> Counting<T> by(Class<T> type, Runnable otherTask) {
            if (!type.isInstance(counter)) {
                otherTask.run();
                throw new IllegalStateException("model " + priced.manifest().id() + " is counted otherwise");
            }
            return (Counting<T>) this;
        }
    }
}
