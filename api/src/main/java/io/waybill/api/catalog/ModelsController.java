package io.waybill.api.catalog;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceLists;
import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Unit;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Models, public. */
@RestController
@Tag(name = "Models")
final class ModelsController {

    /** OpenAI's clients want a time; a manifest has none, so that equal installations answer equally. */
    private static final long CREATED = 1_795_305_600L;

    /** Nobody's: the general prices. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final Catalog catalog;
    private final PriceLists prices;

    ModelsController(Catalog catalog, PriceLists prices) {
        this.catalog = catalog;
        this.prices = prices;
    }

    @Operation(summary = "List models")
    @GetMapping("/v1/models")
    ModelList list() {
        return new ModelList("list", catalog.models().stream().map(this::view).toList());
    }

    @Operation(summary = "Get a model")
    @GetMapping("/v1/models/{id}")
    ModelView get(@PathVariable String id) {
        return catalog.find(id)
                .map(this::view)
                .orElseThrow(() -> new ApiFailure(
                        ApiError.MODEL_NOT_FOUND, "id", "there is no model " + id + "; GET /v1/models" + " lists all"));
    }

    private ModelView view(Catalog.Entry entry) {
        return ModelView.of(entry, PriceView.of(entry.manifest(), prices.current(NOBODY)));
    }

    /** All models. */
    @Schema(name = "ModelList")
    record ModelList(
            @JsonProperty("object") String object,
            @JsonProperty("data") List<ModelView> data) {

        ModelList {
            requireNonNull(object, "object");
            data = List.copyOf(data);
        }
    }

    /**
     * A model.
     *
     * @param status {@code ready} or {@code not_installed}
     * @param contextLength most tokens of one input, or of prompt and answer together
     * @param dimensions length of a vector; null where it makes none
     * @param maxInputs texts in one request; null where it makes no vectors
     * @param maxOutputTokens of an answer; null where it makes no text
     * @param digest SHA-256 of what decides its answers
     */
    @Schema(name = "Model")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModelView(
            @JsonProperty("id") @Schema(example = "all-minilm-l6-v2")
            String id,

            @JsonProperty("object") @Schema(example = "model")
            String object,

            @JsonProperty("created") long created,

            @JsonProperty("owned_by") @Schema(example = "waybill")
            String ownedBy,

            @JsonProperty("status") @Schema(allowableValues = {"ready", "not_installed"})
            String status,

            @JsonProperty("task") @Schema(example = "embedding")
            String task,

            @JsonProperty("context_length") int contextLength,
            @JsonProperty("dimensions") @Nullable Integer dimensions,
            @JsonProperty("max_inputs") @Nullable Integer maxInputs,
            @JsonProperty("max_output_tokens") @Nullable Integer maxOutputTokens,
            @JsonProperty("deterministic") boolean deterministic,
            @JsonProperty("pricing") PriceView pricing,
            @JsonProperty("license") String license,
            @JsonProperty("digest") String digest) {

        ModelView {
            requireNonNull(id, "id");
            requireNonNull(object, "object");
            requireNonNull(ownedBy, "ownedBy");
            requireNonNull(status, "status");
            requireNonNull(task, "task");
            requireNonNull(pricing, "pricing");
            requireNonNull(license, "license");
            requireNonNull(digest, "digest");
        }

        private static @Nullable Integer some(int count) {
            return count == 0 ? null : count;
        }

        static ModelView of(Catalog.Entry entry, PriceView prices) {
            var manifest = entry.manifest();
            return new ModelView(
                    manifest.id(),
                    "model",
                    CREATED,
                    "waybill",
                    entry.installed() ? "ready" : "not_installed",
                    manifest.task(),
                    manifest.limits().context(),
                    some(manifest.dimensions()),
                    some(manifest.limits().inputs()),
                    some(manifest.limits().output()),
                    manifest.deterministic(),
                    prices,
                    manifest.license(),
                    entry.digest());
        }
    }

    /**
     * What a model costs.
     *
     * @param unit the main one
     * @param perMillion price of a million units, in the account's currency, for each lane
     * @param otherUnits what else is counted, likewise
     */
    @Schema(name = "ModelPricing")
    record PriceView(
            @JsonProperty("unit") @Schema(example = "token") String unit,

            @JsonProperty("per_million") @Schema(example = "{\"interactive\": \"0.02\", \"low\": \"0.01\"}")
            Map<String, String> perMillion,

            @JsonProperty("other_units") Map<String, Map<String, String>> otherUnits) {

        PriceView {
            requireNonNull(unit, "unit");
            requireNonNull(perMillion, "perMillion");
            requireNonNull(otherUnits, "otherUnits");
        }

        static PriceView of(ModelManifest manifest, PriceSheet sheet) {
            var listed = new TreeMap<>(sheet.of(manifest));
            var main = listed.containsKey(Unit.token) ? Unit.token : listed.firstKey();
            var others = new LinkedHashMap<String, Map<String, String>>();
            listed.forEach((unit, price) -> {
                if (unit != main) {
                    others.put(unit.name(), lanes(price, sheet));
                }
            });
            return new PriceView(main.name(), lanes(listed.getOrDefault(main, BigDecimal.ZERO), sheet), others);
        }

        private static Map<String, String> lanes(BigDecimal perMillion, PriceSheet sheet) {
            var prices = new LinkedHashMap<String, String>();
            for (var lane : Lane.values()) {
                var price = perMillion.multiply(sheet.multiplier(lane));
                prices.put(lane.name(), price.stripTrailingZeros().toPlainString());
            }
            return prices;
        }
    }
}
