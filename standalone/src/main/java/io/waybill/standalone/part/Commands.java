package io.waybill.standalone.part;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Programs of the machine. */
public final class Commands {

    private Commands() {}

    /** {@return a program on the {@code PATH}} */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(directory.isEmpty() ? "." : directory, name);
            if (Files.isRegularFile(program) && Files.isExecutable(program)) {
                return Optional.of(program.toAbsolutePath());
            }
        }
        return Optional.empty();
    }

    /**
     * {@return the command in a session of its own}, so that Ctrl-C reaches only the supervisor, which then stops
     * everything in order. Where there is no {@code setsid} (macOS) the command as it is.
     */
    static List<String> inOwnSession(List<String> command) {
        var all = new ArrayList<String>();
        find("setsid").ifPresent(it -> all.add(it.toString()));
        all.addAll(command);
        return List.copyOf(all);
    }

    /** {@return standard output of a short command, with its error output appended; empty where it fails} */
    public static Optional<String> output(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(nothing()))
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(text.strip()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static File nothing() {
        return new File("/dev/null");
    }
}
