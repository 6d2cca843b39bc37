package io.waybill.gpu.llama;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The command line of a child. */
final class ChildProgram {

    /** What a program needs of its environment; the rest may hold secrets. */
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH");

    private ChildProgram() {}

    static ProcessBuilder of(Path model, int contextTokens, LlamaSettings settings) {
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms16m",
                // Prompts and events only; the model is outside the heap.
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                // No file of a crashed process in whatever folder this one has.
                "-XX:ErrorFile=/dev/null",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LlamaChild.class.getName(),
                model.toString(),
                Integer.toString(contextTokens),
                Integer.toString(settings.slots()),
                Integer.toString(settings.threads())));
        builder.environment().keySet().retainAll(ENVIRONMENT);
        // Threads that wait for the next step must not take time from others.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        return builder;
    }
}
