package io.waybill.activities.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.Bound;
import io.waybill.models.catalog.CatalogSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()).toCatalogSettings()).isEqualTo(CatalogSettings.defaults());
    }

    @Test
    void bindsEveryKey() {
        var settings = bind(Map.of(
                "waybill.models.directory", "/m",
                "waybill.models.manifests", "/a,/b",
                "waybill.models.echo", "true"));

        assertThat(settings.toCatalogSettings())
                .isEqualTo(new CatalogSettings(Path.of("/m"), List.of(Path.of("/a"), Path.of("/b")), true));
    }

    private static ModelSettings bind(Map<String, String> settings) {
        return Bound.to(ModelSettings.class, "waybill.models", settings);
    }
}
