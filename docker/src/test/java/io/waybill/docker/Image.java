package io.waybill.docker;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.yaml.snakeyaml.Yaml;

/** An image as {@code docker load} takes it. */
record Image(Path tar, Map<String, Object> config, List<String> layers) {

    static Image read(Path tar) throws IOException {
        var texts = new HashMap<String, String>();
        eachEntry(tar, (entry, content) -> {
            if (entry.getName().endsWith(".json")) {
                texts.put(entry.getName(), new String(content.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
        // JSON is YAML.
        List<Map<String, Object>> manifest = new Yaml().load(texts.get("manifest.json"));
        var only = manifest.getFirst();
        Map<String, Object> config = new Yaml().load(texts.get((String) only.get("Config")));
        return new Image(tar, config, strings(requireNonNull(only.get("Layers"))));
    }

    @SuppressWarnings("unchecked") // the format of the image
    Map<String, Object> run() {
        return (Map<String, Object>) config.getOrDefault("config", Map.of());
    }

    List<String> entrypoint() {
        return strings(run().getOrDefault("Entrypoint", List.of()));
    }

    List<String> environment() {
        return strings(run().getOrDefault("Env", List.of()));
    }

    /** Calls with each entry of each layer, first to last. */
    void eachFile(Consumer<TarArchiveEntry> consumer) throws IOException {
        eachFileWithContent((entry, _) -> consumer.accept(entry));
    }

    /** Makes the file system of the image. */
    void unpack(Path root) throws IOException {
        eachFileWithContent((entry, content) -> {
            var target = root.resolve(entry.getName().replaceFirst("^/+", ""));
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.getParent());
                Files.copy(content, target);
            }
            target.toFile().setExecutable((entry.getMode() & 0111) != 0, false);
        });
    }

    private void eachFileWithContent(EntryConsumer consumer) throws IOException {
        var seen = new ArrayList<String>();
        eachEntry(tar, (layer, content) -> {
            if (layers.contains(layer.getName())) {
                seen.add(layer.getName());
                // Not closed: the stream of the image goes on.
                var files = new TarArchiveInputStream(new GZIPInputStream(content));
                for (var entry = files.getNextEntry(); entry != null; entry = files.getNextEntry()) {
                    consumer.accept(entry, files);
                }
            }
        });
        if (!seen.containsAll(layers)) {
            throw new IOException(tar + " lacks layers: it has " + seen + " of " + layers);
        }
    }

    private static void eachEntry(Path tar, EntryConsumer consumer) throws IOException {
        try (var entries = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
            for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                consumer.accept(entry, entries);
            }
        }
    }

    @SuppressWarnings("unchecked") // the format of the image
    private static List<String> strings(Object value) {
        return (List<String>) value;
    }

    @FunctionalInterface
    private interface EntryConsumer {

        void accept(TarArchiveEntry entry, TarArchiveInputStream content) throws IOException;
    }
}
