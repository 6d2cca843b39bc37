package io.waybill.standalone.command;

import io.waybill.standalone.ModelManifests;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of commands that change which models there are. */
final class ManifestsOption {

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            description = "where added models are kept (default: the first of WAYBILL_MODELS_MANIFESTS, else"
                    + " waybill/models in your configuration, ~/.config)")
    private @Nullable Path directory; // null for the default

    ModelManifests manifests() {
        Path given = directory;
        return given == null ? ModelManifests.ofMachine() : new ModelManifests(given);
    }
}
