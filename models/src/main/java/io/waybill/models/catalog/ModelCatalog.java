package io.waybill.models.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All models there are, installed or not. Immutable and thread-safe. */
public final class ModelCatalog {

    /** More in one directory is a mistake in a setting. */
    private static final int DIRECTORY_ENTRIES_MAX = 1_000;

    private final Map<String, InstalledModel> models = new LinkedHashMap<>();

    private ModelCatalog() {}

    /**
     * Reads the built-in manifests and those of the directories. A model of a directory replaces a built-in one of the
     * same id; two directories with the same id are an error.
     *
     * @throws ManifestRejected where a manifest cannot be used
     */
    public static ModelCatalog load(CatalogSettings settings) {
        ModelCatalog catalog = new ModelCatalog();
        catalog.addBuiltIn("all-minilm-l6-v2", settings);
        catalog.addBuiltIn("smollm2-135m", settings);
        if (settings.echo()) {
            catalog.addBuiltIn("echo", settings);
            catalog.addBuiltIn("echo-chat", settings);
        }
        for (Path directory : settings.manifestDirectories()) {
            manifestFiles(directory).forEach(file -> catalog.addFile(file, settings));
        }
        return catalog;
    }

    /** {@return all models, the built-in ones first} */
    public List<InstalledModel> models() {
        return List.copyOf(models.values());
    }

    /** {@return the model clients call {@code id}} */
    public Optional<InstalledModel> find(String id) {
        return Optional.ofNullable(models.get(id));
    }

    private void addBuiltIn(String id, CatalogSettings settings) {
        String resource = id + "/model.yaml";
        try (InputStream in = ModelCatalog.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the class path lacks " + resource);
            }
            add(resource, in.readAllBytes(), settings, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addFile(Path file, CatalogSettings settings) {
        try {
            add(file.toString(), Files.readAllBytes(file), settings, file.getParent());
        } catch (IOException e) {
            throw new ManifestRejected(file.toString(), "cannot be read: " + e.getMessage());
        }
    }

    private void add(String file, byte[] yaml, CatalogSettings settings, @Nullable Path manifestDirectory) {
        ModelManifest manifest = ManifestReader.read(file, yaml);
        if (manifestDirectory != null && manifest.engine().equals("builtin")) {
            throw new ManifestRejected(file, "engine is builtin, allowed in a directory are [onnx, llama, upstream]");
        }
        InstalledModel model = InstalledModel.of(manifest, settings.modelsDirectory(), manifestDirectory);
        InstalledModel previous = models.put(manifest.id(), model);
        if (previous != null && previous.manifestDirectory() != null) {
            throw new ManifestRejected(
                    file, "id " + manifest.id() + " is taken by the manifest in " + previous.manifestDirectory());
        }
    }

    private static List<Path> manifestFiles(Path directory) {
        Path own = directory.resolve("model.yaml");
        if (Files.isRegularFile(own)) {
            return List.of(own);
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted()
                    .limit(DIRECTORY_ENTRIES_MAX)
                    .map(child -> child.resolve("model.yaml"))
                    .filter(Files::isRegularFile)
                    .toList();
        } catch (IOException e) {
            throw new ManifestRejected(directory.toString(), "is not a directory of models: " + e.getMessage());
        }
    }
}
