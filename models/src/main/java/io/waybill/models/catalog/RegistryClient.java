package io.waybill.models.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Runs a registry's ordinary client, and takes files out of what it fetched: as data, nothing of it is run. */
final class RegistryClient {

    /** 90 MB over a slow line, and the client's own start. */
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private static final int OUTPUT_CHARS_SHOWN = 2_000;

    private RegistryClient() {}

    /**
     * Runs a client to its end.
     *
     * @param client what people call it
     * @return whether it fetched; its output is in {@code log} where it did not
     * @throws IOException where the program cannot be started
     * @throws InstallFailed where it takes too long
     */
    static boolean run(ProcessBuilder builder, String client, String coordinates, Path log) throws IOException {
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new InstallFailed(client + " did not fetch " + coordinates + " within " + TIMEOUT, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallFailed("interrupted while fetching " + coordinates, e);
        } finally {
            process.destroy();
        }
        return process.exitValue() == 0;
    }

    /** {@return the beginning of what the client said} */
    static String said(Path log) throws IOException {
        String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
        return output.substring(0, Math.min(output.length(), OUTPUT_CHARS_SHOWN));
    }

    /** {@return the file that the client left in {@code directory}} */
    static Path fetched(Path directory, String client, String coordinates) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findFirst()
                    .orElseThrow(() -> new InstallFailed(client + " fetched nothing for " + coordinates, null));
        }
    }

    /** Copies one entry of an archive in ZIP format: a jar, or a wheel. */
    static void unpack(Path archive, String entryName, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null) {
                throw new InstallFailed(archive.getFileName() + " has no entry " + entryName, null);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, target);
            }
        }
    }
}
