package io.waybill.models.catalog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue and the place of its files. Whether they are there is asked of the file system each time, so
 * that a model installed meanwhile is found.
 *
 * @param digest SHA-256, lower-case hex, of everything that decides what the model answers: id, engine, files, pooling,
 *     dimensions, context; not of its price, pool or chunk size
 * @param directory where its files are or will be
 * @param manifestDirectory where local files are taken from at installation; null for a manifest of the class path
 */
public record InstalledModel(
        ModelManifest manifest,
        String digest,
        Path directory,
        @Nullable Path manifestDirectory) {

    /** Checks that what must be there is. */
    public InstalledModel {
        requireNonNull(manifest, "manifest");
        requireNonNull(digest, "digest");
        requireNonNull(directory, "directory");
    }

    static InstalledModel of(ModelManifest manifest, Path modelsDirectory, @Nullable Path manifestDirectory) {
        String digest = ManifestDigest.of(manifest);
        Path directory = modelsDirectory.resolve(manifest.id()).resolve(digest);
        return new InstalledModel(manifest, digest, directory, manifestDirectory);
    }

    /** {@return whether all files are as they were installed, by size and time; a built-in model always is} */
    public boolean installed() {
        return missing().isEmpty();
    }

    /** {@return what a person runs to install it} */
    public String installCommand() {
        return "./waybill models install " + manifest.id();
    }

    /**
     * {@return the path of the file that has {@code role}}
     *
     * @throws ModelNotInstalled where it is not there or was changed since
     */
    public Path file(String role) {
        missing().ifPresent(what -> {
            throw new ModelNotInstalled(this, what);
        });
        ModelManifest.ModelFile file = manifest.files().get(role);
        if (file == null) {
            throw new IllegalArgumentException("model " + manifest.id() + " has no file with role " + role);
        }
        return directory.resolve(file.name());
    }

    /**
     * Reads every file and compares its hash with the manifest.
     *
     * @throws ModelNotInstalled where a file is missing or is another
     */
    public void check() throws IOException {
        missing().ifPresent(what -> {
            throw new ModelNotInstalled(this, what);
        });
        for (ModelManifest.ModelFile file : manifest.files().values()) {
            String found = Sha256.of(directory.resolve(file.name()));
            if (!found.equals(file.sha256())) {
                throw new ModelNotInstalled(
                        this, file.name() + " has SHA-256 " + found + ", the manifest says " + file.sha256());
            }
        }
    }

    /** {@return what is missing, for people} */
    Optional<String> missing() {
        if (manifest.files().isEmpty()) {
            return Optional.empty();
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of("its files are not in the models directory");
        }
        return InstallMarker.difference(directory, manifest);
    }
}
