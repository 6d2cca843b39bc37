package io.waybill.standalone.part;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The ahead-of-time cache of a Java program: loaded and linked classes and profiles (JEP 483, 514, 515), which take a
 * third off its start. The first run that ends in good order is recorded, the cache is made of the recording when that
 * run is over, and later runs use it. Whatever goes wrong, the program starts without.
 *
 * @param directory where caches are kept
 * @param name of the program
 * @param key changes whenever the program, what it needs or the JDK does
 */
record AheadOfTime(Path directory, String name, String key) {

    private static final int KEY_LENGTH = 16;

    /** It takes ten seconds of one core; on a busy machine at the lowest priority some minutes. */
    private static final Duration MAKING_MAX = Duration.ofMinutes(30);

    AheadOfTime {
        requireNonNull(directory, "directory");
        requireNonNull(name, "name");
        requireNonNull(key, "key");
    }

    /** {@return the cache of a program on a class path, made or not} */
    static AheadOfTime of(Path directory, String name, String classPath) throws IOException {
        var seen = new StringBuilder(Runtime.version().toString());
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            seen.append('\n').append(entry);
            if (Files.exists(path)) {
                seen.append(' ').append(Files.size(path)).append(' ').append(Files.getLastModifiedTime(path));
            }
        }
        return new AheadOfTime(directory, name, hash(seen.toString()).substring(0, KEY_LENGTH));
    }

    /** {@return whether a run with {@link #options} records} */
    boolean records() {
        return !Files.exists(cache());
    }

    /** {@return what to tell the JVM: to use the cache, or to record what it is made of} */
    List<String> options() {
        return records()
                ? List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording())
                : List.of("-XX:AOTCache=" + cache());
    }

    /**
     * Makes the cache of the recording of a run that has ended, if there is one, and returns at once: it takes some
     * seconds of one core, at the lowest priority, whatever becomes of this process.
     *
     * @param command the recorded one, without {@link #options}: the Java program first
     */
    void makeOf(List<String> command) {
        try {
            removeOld();
            if (Files.exists(recording())) {
                start(command);
            }
        } catch (IOException _) {
            // The next run records again.
        }
    }

    private void start(List<String> recorded) throws IOException {
        Path draft = directory.resolve(recording().getFileName() + ".draft");
        var java = new ArrayList<>(recorded);
        java.addAll(1, List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording(), "-XX:AOTCache=" + draft));
        var command = new ArrayList<String>();
        Commands.find("setsid").ifPresent(it -> command.add(it.toString()));
        command.addAll(List.of("nice", "-n", "19", "sh", "-c", """
                draft=$1 cache=$2 recording=$3; shift 3
                "$@" && mv "$draft" "$cache"
                rm -f "$draft" "$recording"
                """, "sh"));
        command.addAll(List.of(draft.toString(), cache().toString(), recording().toString()));
        command.addAll(java);
        new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }

    // A hundred megabytes each: of earlier builds, or of a run whose supervisor was killed.
    private void removeOld() throws IOException {
        Instant dead = Instant.now().minus(MAKING_MAX);
        try (var files = Files.newDirectoryStream(directory, name + "-*")) {
            for (Path file : files) {
                boolean stale = !file.equals(cache())
                        && !file.equals(recording())
                        && Files.getLastModifiedTime(file).toInstant().isBefore(dead);
                if (stale || !file.getFileName().toString().contains(key)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private Path cache() {
        return directory.resolve(name + "-" + key + ".aot");
    }

    private Path recording() {
        // Two platforms may stop at the same time.
        return directory.resolve(
                name + "-" + key + "-" + ProcessHandle.current().pid() + ".recording");
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
