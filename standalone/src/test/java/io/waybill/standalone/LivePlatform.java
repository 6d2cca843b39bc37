package io.waybill.standalone;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A platform started by the launcher as a user would, in a data directory of its own. */
final class LivePlatform {

    private static final int LINES_MAX = 40;
    private static final long COMMAND_MINUTES_MAX = 4;

    private final DataDirectory data;
    private final Map<String, String> environment;

    private LivePlatform(Path root, Map<String, String> environment) {
        this.data = new DataDirectory(root);
        this.environment = Map.copyOf(environment);
    }

    /** What a command said and ended with. */
    record Answer(int exit, String text) {}

    /** Nothing runs yet. */
    static LivePlatform in(Path root) {
        return new LivePlatform(root, Map.of());
    }

    /** The same with more variables in the environment of its commands. */
    LivePlatform with(Map<String, String> more) {
        return new LivePlatform(data.root(), more);
    }

    DataDirectory data() {
        return data;
    }

    Connection connection() throws IOException {
        return Connection.read(data).orElseThrow();
    }

    ApiClient client() throws IOException {
        return new ApiClient(connection());
    }

    long pid(String process) throws IOException {
        return requireNonNull(connection().pids().get(process), "pid of " + process);
    }

    /** Starts it and fails where that fails. */
    Answer up(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("up", "--detach"));
        command.addAll(List.of(options));
        Answer answer = run(command.toArray(String[]::new));
        assertThat(answer.exit()).as(() -> answer.text() + logs()).isZero();
        return answer;
    }

    /** {@return the last lines of every log, for who reads why a start failed} */
    private String logs() {
        var text = new StringBuilder();
        try (var logs = Files.list(data.log("node").getParent())) {
            for (Path log : logs.sorted().toList()) {
                List<String> lines = Files.readAllLines(log);
                text.append("\n== ").append(log.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            }
        } catch (IOException e) {
            text.append(e);
        }
        return text.toString();
    }

    /** Runs a command of the launcher on this directory. */
    Answer run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of("--data", data.root().toString()));
        return runAsIs(command);
    }

    /** Runs a command of the launcher that is about no directory. */
    Answer runAsIs(List<String> arguments) throws IOException, InterruptedException {
        Path home = requireNonNull(Path.of("").toAbsolutePath().getParent());
        var command = new ArrayList<>(List.of(home.resolve("waybill").toString()));
        command.addAll(arguments);
        Path said = Files.createTempFile("waybill", ".txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("WAYBILL_BUILD", "never");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(COMMAND_MINUTES_MAX, TimeUnit.MINUTES))
                    .as(String.join(" ", command))
                    .isTrue();
            return new Answer(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(said);
        }
    }

    /** {@code kill -9}, and waits until they are gone. */
    static void kill(Collection<Long> pids) {
        List<ProcessHandle> processes =
                pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(
                process -> process.onExit().orTimeout(1, TimeUnit.MINUTES).join());
    }

    /** Stops it. */
    void down() throws IOException, InterruptedException {
        run("down");
    }
}
