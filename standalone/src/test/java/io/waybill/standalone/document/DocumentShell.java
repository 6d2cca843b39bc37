package io.waybill.standalone.document;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.part.Commands;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A reader's shell, beginning in a folder that has the launcher and nothing else. Variables that a block sets are there
 * in the next one. A block ends with its first command that fails, and a request that is refused has failed.
 *
 * <p>The documents speak of port 8080; where the platform had to take another one, that is put in its place.
 */
final class DocumentShell {

    private static final long BLOCK_MINUTES_MAX = 10;
    private static final String DOCUMENTED = "(127\\.0\\.0\\.1|localhost):8080";

    private final Path directory;
    private final Path state;
    private final @Nullable Path python; // null where OpenAI's client for Python is not to be had

    /** What a block said and ended with. */
    record Answer(int exit, String text) {}

    /** A shell that begins in {@code directory}. */
    DocumentShell(Path home, Path directory, @Nullable Path python) throws IOException {
        this.directory = directory;
        this.state = directory.resolve(".variables");
        this.python = python;
        Path launcher = directory.resolve("waybill");
        Files.writeString(launcher, "#!/bin/sh\nexec '" + home.resolve("waybill") + "' \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve(".curlrc"), "fail-with-body\nsilent\nshow-error\n");
    }

    /** {@return what a block of this kind needs and this machine lacks} */
    Optional<String> missing(DocumentBlock block) {
        if (block.isPython()) {
            return python == null ? Optional.of("OpenAI's client for Python") : Optional.empty();
        }
        return List.of("bash", "curl").stream()
                .filter(it -> Commands.find(it).isEmpty())
                .findFirst();
    }

    /** Forgets the variables: a document stands by itself. */
    void forget() throws IOException {
        Files.deleteIfExists(state);
    }

    /** Runs a block to its end. */
    Answer run(DocumentBlock block) throws IOException, InterruptedException {
        String text = atItsPort(block.text());
        Path script = directory.resolve(".block");
        if (block.isPython()) {
            Path program = directory.resolve(".block.py");
            Files.writeString(program, text);
            text = "'" + python + "' " + program.getFileName() + "\n";
        }
        Files.writeString(script, """
                set -euo pipefail
                set -a
                [ ! -f .variables ] || . ./.variables
                %s
                export -p >.variables
                """.formatted(text));
        Path said = directory.resolve(".said");
        var builder = new ProcessBuilder("bash", script.getFileName().toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(said.toFile());
        builder.environment().put("CURL_HOME", directory.toString());
        builder.environment().put("WAYBILL_BUILD", "never");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(BLOCK_MINUTES_MAX, TimeUnit.MINUTES);
            String output = Files.readString(said);
            return ended
                    ? new Answer(process.exitValue(), output)
                    : new Answer(-1, output + "\nstill running after " + BLOCK_MINUTES_MAX + " minutes");
        } finally {
            // What a block starts to stay (`up --detach`) has another parent by now.
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroyForcibly();
        }
    }

    private String atItsPort(String text) throws IOException {
        var data = new DataDirectory(directory.resolve(".waybill"));
        return Connection.read(data)
                .map(it -> URI.create(it.baseUrl()).getAuthority())
                .map(it -> text.replaceAll(DOCUMENTED, it))
                .orElse(text);
    }
}
