package io.waybill.models.catalog;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * Where models are.
 *
 * @param modelsDirectory where files are installed, {@code <id>/<digest>/} below it
 * @param manifestDirectories each holds a {@code model.yaml}, or folders that hold one
 * @param echo whether the built-in test model is listed
 */
public record CatalogSettings(Path modelsDirectory, List<Path> manifestDirectories, boolean echo) {

    /** Copies the list. */
    public CatalogSettings {
        requireNonNull(modelsDirectory, "modelsDirectory");
        manifestDirectories = List.copyOf(manifestDirectories);
    }

    /** {@return the built-in models without the test model, files in the default directory} */
    public static CatalogSettings defaults() {
        return new CatalogSettings(defaultModelsDirectory(), List.of(), false);
    }

    /** {@return {@code waybill/models} in the user's cache directory, by the XDG base directory specification} */
    public static Path defaultModelsDirectory() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("waybill").resolve("models");
    }
}
