package io.waybill.models.catalog;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as its {@code model.yaml} describes it.
 *
 * @param id what clients name
 * @param task {@code embedding} or {@code chat}
 * @param engine {@code onnx}, {@code llama}, {@code upstream} or {@code builtin}
 * @param pool Temporal task queue {@code gpu-<pool>}
 * @param files by role ({@code model}, {@code tokenizer}); empty for built-in models
 * @param dimensions length of a vector; 0 where the model makes none
 * @param pooling {@code mean} or {@code cls}; null where the model makes no vector
 * @param normalize {@code l2} or null for none
 * @param deterministic whether equal inputs give equal outputs, whatever else runs
 * @param upstream the servers that answer in its place; null for engines of ours
 */
public record ModelManifest(
        String id,
        String task,
        String engine,
        String pool,
        Map<String, ModelFile> files,
        @JsonSetter(nulls = Nulls.AS_EMPTY) int dimensions,
        @Nullable String pooling,
        @Nullable String normalize,
        boolean deterministic,
        Limits limits,
        Pricing pricing,
        @Nullable Upstream upstream,
        String license) {

    /** The task of models that generate text. */
    public static final String CHAT = "chat";

    /** Checks that what must be there is. */
    public ModelManifest {
        requireNonNull(id, "id");
        requireNonNull(task, "task");
        requireNonNull(engine, "engine");
        requireNonNull(pool, "pool");
        requireNonNull(files, "files");
        files = Map.copyOf(files);
        requireNonNull(limits, "limits");
        requireNonNull(pricing, "pricing");
        requireNonNull(license, "license");
    }

    /**
     * A file of the model and the package it comes from.
     *
     * @param name file name in the model's directory
     * @param sha256 lower-case hex
     * @param registry {@code maven}, {@code pypi} or {@code npm}
     * @param source package coordinates, {@code group:artifact:version} for Maven
     * @param path of the file within the package
     */
    public record ModelFile(String name, String sha256, String registry, String source, String path) {

        /** Checks that what must be there is. */
        public ModelFile {
            requireNonNull(name, "name");
            requireNonNull(sha256, "sha256");
            requireNonNull(registry, "registry");
            requireNonNull(source, "source");
            requireNonNull(path, "path");
        }
    }

    /**
     * Bounds.
     *
     * @param context most tokens of one input
     * @param chunk most items in a chunk, 1..512
     * @param secondsPerItem expected time of an item on one thread
     * @param inputs most inputs in one request
     * @param output most tokens that an answer may have; 0 where the model makes no text
     * @param outputDefault tokens that an answer may have where the caller does not say; 0 where the model makes no
     *     text
     */
    public record Limits(
            int context,
            int chunk,
            double secondsPerItem,
            @JsonSetter(nulls = Nulls.AS_EMPTY) int inputs,
            @JsonSetter(nulls = Nulls.AS_EMPTY) int output,
            @JsonSetter(nulls = Nulls.AS_EMPTY) int outputDefault) {}

    /**
     * Servers that speak OpenAI's API and answer in the platform's place.
     *
     * @param urls one or more base URLs, such as {@code http://127.0.0.1:8000/v1}; the first that answers is used
     * @param model what the servers call the model
     * @param keyFile absolute path of the file with the servers' API key, which is read at each use; null where they
     *     want none
     * @param concurrency most calls at a time, 1..1024; the platform finds the best number below
     * @param timeoutSeconds longest a call may take, 1..3600
     */
    public record Upstream(
            List<String> urls, String model, @Nullable String keyFile, int concurrency, int timeoutSeconds) {

        /** Copies the list. */
        public Upstream {
            requireNonNull(urls, "urls");
            urls = List.copyOf(urls);
            requireNonNull(model, "model");
        }
    }

    /**
     * Price, in units of the currency.
     *
     * @param unit {@code token} or {@code item}
     * @param perMillion price of a million units
     * @param outputPerMillion price of a million tokens that the model makes; null where it makes none
     */
    public record Pricing(
            String unit, BigDecimal perMillion, @Nullable BigDecimal outputPerMillion) {

        /** The units there are. */
        public static final List<String> UNITS = List.of("token", "item");

        /** Checks unit and sign. */
        public Pricing {
            requireNonNull(unit, "unit");
            requireNonNull(perMillion, "perMillion");
            if (!UNITS.contains(unit)) {
                throw new IllegalArgumentException("pricing.unit is " + unit + ", allowed are " + UNITS);
            }
            if (perMillion.signum() < 0) {
                throw new IllegalArgumentException("pricing.per_million is negative: " + perMillion);
            }
            if (outputPerMillion != null && outputPerMillion.signum() < 0) {
                throw new IllegalArgumentException("pricing.output_per_million is negative: " + outputPerMillion);
            }
        }
    }
}
