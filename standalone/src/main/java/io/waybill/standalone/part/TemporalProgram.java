package io.waybill.standalone.part;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Temporal command line with the server in it.
 *
 * @param server version of the server, such as {@code 1.31.2}
 */
public record TemporalProgram(Path path, String server) {

    private static final Pattern VERSION = Pattern.compile("Server (\\d+)\\.(\\d+)\\.(\\d+)");
    private static final int MAJOR = 1;

    /** The first with fair task queues that need no migration, and activities that a restart keeps. */
    private static final int MINOR_MIN = 31;

    /**
     * {@return the program on the {@code PATH} if it is new enough, else the pinned build}, which is made where it is
     * not in the cache: about five minutes on two cores, told on standard error.
     *
     * @param home of the project
     * @throws TemporalMissing where there is none and none can be built
     */
    public static TemporalProgram find(Path home) throws IOException, InterruptedException {
        Optional<TemporalProgram> installed = installed();
        return installed.isPresent() ? installed.get() : built(home);
    }

    /** {@return the program on the {@code PATH} if it is new enough} */
    public static Optional<TemporalProgram> installed() throws InterruptedException {
        Optional<Path> program = Commands.find("temporal");
        return program.isPresent() ? check(program.get()) : Optional.empty();
    }

    /** {@return the pinned build if it is in the cache already} */
    public static Optional<TemporalProgram> cached(Path home) throws IOException, InterruptedException {
        Path build = home.resolve("tools").resolve("build");
        if (!Files.isExecutable(build)) {
            return Optional.empty();
        }
        Optional<String> path = Commands.output(List.of(build.toString(), "--cached", "temporal"));
        return path.isPresent() ? check(Path.of(path.get())) : Optional.empty();
    }

    private static TemporalProgram built(Path home) throws IOException, InterruptedException {
        Path build = home.resolve("tools").resolve("build");
        if (!Files.isExecutable(build)) {
            throw new TemporalMissing();
        }
        Process process = new ProcessBuilder(build.toString(), "temporal")
                .redirectError(Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String path = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0 || path.isEmpty()) {
            throw new TemporalMissing();
        }
        return check(Path.of(path)).orElseThrow(TemporalMissing::new);
    }

    private static Optional<TemporalProgram> check(Path program) throws InterruptedException {
        return Commands.output(List.of(program.toString(), "--version"))
                .flatMap(TemporalProgram::supported)
                .map(version -> new TemporalProgram(program, version));
    }

    /** {@return the server's version within the program's answer, where it is new enough} */
    static Optional<String> supported(String answer) {
        Matcher version = VERSION.matcher(answer);
        if (!version.find()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        boolean isNewEnough = major > MAJOR || (major == MAJOR && minor >= MINOR_MIN);
        return isNewEnough ? Optional.of(major + "." + minor + "." + version.group(3)) : Optional.empty();
    }
}
