package io.waybill.activities.catalog;

import io.waybill.models.catalog.CatalogSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where models are.
 *
 * @param directory where their files are installed; null for {@code waybill/models} in the user's cache directory
 * @param manifests directories with a {@code model.yaml}, or with folders that hold one
 * @param echo whether the built-in test model may be named
 */
@ConfigurationProperties("waybill.models")
record ModelSettings(
        @Nullable Path directory,
        @DefaultValue List<Path> manifests,
        @DefaultValue("false") boolean echo) {

    ModelSettings {
        manifests = List.copyOf(manifests);
    }

    CatalogSettings toCatalogSettings() {
        Path files = directory == null ? CatalogSettings.defaultModelsDirectory() : directory;
        return new CatalogSettings(files, manifests, echo);
    }
}
