package io.waybill.standalone;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ManifestWriter;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The models that an operator added: a folder for each, with its manifest, or a link to one. */
public final class ModelManifests {

    private static final String MANIFEST = "model.yaml";

    private final Path directory;

    /** Keeps them in {@code directory}, which is made on first use. */
    public ModelManifests(Path directory) {
        this.directory = requireNonNull(directory, "directory").toAbsolutePath();
    }

    /** {@return those of this machine, which every platform on it serves} */
    public static ModelManifests ofMachine() {
        return new ModelManifests(Models.manifestDirectories().getFirst());
    }

    /** {@return where they are} */
    public Path directory() {
        return directory;
    }

    /**
     * Writes a manifest; replaces one of the same id.
     *
     * @throws io.waybill.models.catalog.ManifestRejected naming the key that is not allowed
     */
    public Path add(ModelManifest manifest) throws IOException {
        String text = ManifestWriter.text(manifest);
        Path folder = directory.resolve(manifest.id());
        if (Files.isSymbolicLink(folder)) {
            throw new IllegalArgumentException("model " + manifest.id() + " is a link to " + folder.toRealPath()
                    + "; ./waybill models remove " + manifest.id() + " first");
        }
        Files.createDirectories(folder);
        Path draft = Files.writeString(folder.resolve(MANIFEST + ".new"), text, StandardCharsets.UTF_8);
        return Files.move(
                draft, folder.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Adds a folder that holds a manifest, and stays where it is.
     *
     * @throws io.waybill.models.catalog.ManifestRejected naming the key that is not allowed
     */
    public InstalledModel link(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!Files.isRegularFile(real.resolve(MANIFEST))) {
            throw new IllegalArgumentException(folder + " has no " + MANIFEST);
        }
        ModelCatalog catalog =
                ModelCatalog.load(new CatalogSettings(Models.settings().modelsDirectory(), List.of(real), false));
        InstalledModel model = catalog.models().stream()
                .filter(it -> real.equals(it.manifestDirectory()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the catalogue lost the model of " + real));
        Files.createDirectories(directory);
        Path link = directory.resolve(model.manifest().id());
        if (Files.exists(link)
                && !(Files.isSymbolicLink(link) && link.toRealPath().equals(real))) {
            throw new IllegalArgumentException(
                    "there is a model " + model.manifest().id() + " in " + link + "; ./waybill models remove "
                            + model.manifest().id() + " first");
        }
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, real);
        return model;
    }

    /** {@return whether there was such a model, which is forgotten; what a link points to stays} */
    public boolean remove(String id) throws IOException {
        Path folder = directory.resolve(id).normalize();
        if (!directory.equals(folder.getParent())) {
            throw new IllegalArgumentException("id is " + id + ", allowed is that of a model");
        }
        if (Files.isSymbolicLink(folder)) {
            return Files.deleteIfExists(folder);
        }
        boolean there = Files.deleteIfExists(folder.resolve(MANIFEST));
        // Somebody's own files in there are not ours to delete; then the folder stays, without a model.
        if (there && isEmpty(folder)) {
            Files.delete(folder);
        }
        return there;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.findAny().isEmpty();
        }
    }
}
