package io.waybill.activities.catalog;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The manifests' models with the keys of their rows. A start records each version that it has not seen: another digest
 * or price is another row. Entries stay in memory; whether files are installed is looked up each time.
 */
@Component
final class RecordedCatalog implements Catalog {

    private final Map<String, Recorded> models = new LinkedHashMap<>();

    RecordedCatalog(ModelCatalog catalog, ModelMapper rows, Clock clock) {
        catalog.models().stream()
                .sorted((a, b) -> a.manifest().id().compareTo(b.manifest().id()))
                .forEach(model -> models.put(model.manifest().id(), new Recorded(record(model, rows, clock), model)));
    }

    @Override
    public List<Entry> models() {
        return models.values().stream().map(Recorded::toEntry).toList();
    }

    @Override
    public Optional<Entry> find(String id) {
        return Optional.ofNullable(models.get(id)).map(Recorded::toEntry);
    }

    private static int record(InstalledModel model, ModelMapper rows, Clock clock) {
        ModelManifest manifest = model.manifest();
        ModelManifest.Pricing pricing = manifest.pricing();
        // Looked up first: an insert that conflicts uses up a number of a small sequence, at every start.
        return rows.find(manifest.id(), model.digest(), pricing)
                .or(() -> {
                    rows.insert(manifest.id(), model.digest(), pricing, manifest.engine(), clock.instant());
                    return rows.find(manifest.id(), model.digest(), pricing);
                })
                .orElseThrow(() -> new IllegalStateException("model " + manifest.id() + " was not recorded"));
    }

    private record Recorded(int modelId, InstalledModel model) {

        Entry toEntry() {
            return new Entry(modelId, model.manifest(), model.digest(), model.installed());
        }
    }
}
