package io.waybill.models.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * Written beside a model's files when they were checked against their hashes: size and time of each, so that a later
 * start sees in microseconds that they are the same.
 */
final class InstallMarker {

    private static final String NAME = "installed.properties";

    private InstallMarker() {}

    /** Records the files as they are now. */
    static void write(Path directory, ModelManifest manifest) throws IOException {
        Properties properties = new Properties();
        for (ModelManifest.ModelFile file : manifest.files().values()) {
            properties.setProperty(file.name(), state(directory.resolve(file.name()), file));
        }
        try (var out = Files.newBufferedWriter(directory.resolve(NAME))) {
            properties.store(out, "files of " + manifest.id() + " as they were installed");
        }
    }

    /** {@return the first difference between the files now and then} */
    static Optional<String> difference(Path directory, ModelManifest manifest) {
        Properties properties = new Properties();
        try (var in = Files.newBufferedReader(directory.resolve(NAME))) {
            properties.load(in);
            for (ModelManifest.ModelFile file : manifest.files().values()) {
                String then = properties.getProperty(file.name());
                if (!state(directory.resolve(file.name()), file).equals(then)) {
                    return Optional.of(file.name() + " was changed after its installation");
                }
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("its installation is incomplete: " + e.getMessage());
        }
    }

    private static String state(Path path, ModelManifest.ModelFile file) throws IOException {
        return file.sha256() + " " + Files.size(path) + " "
                + Files.getLastModifiedTime(path).toMillis();
    }
}
