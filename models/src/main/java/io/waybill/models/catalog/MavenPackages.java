package io.waybill.models.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Fetches a jar with Maven, as data: nothing of it is run or put on a class path. */
final class MavenPackages {

    /** Pinned, so that the same command runs everywhere. */
    private static final String GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.10.0:copy";

    /** 90 MB over a slow line, and Maven's own start. */
    private static final Duration TIMEOUT = Duration.ofMinutes(15);

    private static final int OUTPUT_CHARS_SHOWN = 2_000;

    /** {@return the jar, in a new folder below {@code directory}} */
    Path fetch(String coordinates, Path directory) throws IOException {
        Path target = Files.createTempDirectory(directory, "package-");
        Path log = directory.resolve("maven.log");
        String program = System.getenv().getOrDefault("WAYBILL_MVN", "mvn");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        program,
                        "-q",
                        "-B",
                        GOAL,
                        "-Dartifact=" + coordinates,
                        "-DoutputDirectory=" + target,
                        "-Dmdep.useBaseVersion=true"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        run(builder, coordinates, log);
        try (Stream<Path> files = Files.list(target)) {
            return files.findFirst()
                    .orElseThrow(() -> new InstallFailed("Maven fetched nothing for " + coordinates, null));
        }
    }

    /** Copies one entry of the jar. */
    static void unpack(Path jar, String entryName, Path target) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(entryName);
            if (entry == null) {
                throw new InstallFailed(jar.getFileName() + " has no entry " + entryName, null);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, target);
            }
        }
    }

    private static void run(ProcessBuilder builder, String coordinates, Path log) throws IOException {
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new InstallFailed(
                    "Maven cannot be started (" + e.getMessage()
                            + "); install it, or name it with the environment variable WAYBILL_MVN",
                    e);
        }
        try {
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new InstallFailed("Maven did not fetch " + coordinates + " within " + TIMEOUT, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallFailed("interrupted while fetching " + coordinates, e);
        } finally {
            process.destroy();
        }
        if (process.exitValue() != 0) {
            String output = Files.readString(log, StandardCharsets.UTF_8).strip();
            String shown = output.substring(0, Math.min(output.length(), OUTPUT_CHARS_SHOWN));
            throw new InstallFailed("Maven cannot fetch " + coordinates + ":\n" + shown, null);
        }
    }
}
