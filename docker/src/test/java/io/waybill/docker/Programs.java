package io.waybill.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs programs of the repository and of images. */
final class Programs {

    /** Folder of this module: tests run in it. */
    static final Path DOCKER = Path.of("").toAbsolutePath();

    private Programs() {}

    /** {@return what the program wrote, on both streams, and how it ended} */
    static Ended run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    record Ended(int code, String output) {}
}
