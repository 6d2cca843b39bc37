package io.waybill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A platform of its own for one bench, in a temporary data directory: started by the launcher, stopped on close. */
final class Instance implements AutoCloseable {

    private final Path launcher;
    private final Path data;
    private final Map<String, String> environment;
    private Connection connection;

    private Instance(Path launcher, Path data, Map<String, String> environment, Connection connection) {
        this.launcher = launcher;
        this.data = data;
        this.environment = environment;
        this.connection = connection;
    }

    /** Starts {@code ./waybill up --detach --echo} with {@code options}. */
    static Instance start(Path launcher, String... options) throws IOException {
        return start(launcher, Map.of(), options);
    }

    /** The same with more variables in the environment of its processes. */
    static Instance start(Path launcher, Map<String, String> environment, String... options) throws IOException {
        Path data = Files.createTempDirectory("waybill-bench");
        try {
            return new Instance(launcher, data, environment, up(launcher, data, environment, options));
        } catch (IOException e) {
            delete(data);
            throw e;
        }
    }

    /** Stops it; its data stay. */
    void stop() throws IOException {
        run(launcher, Map.of(), List.of("down", "--data", data.toString()));
    }

    /** Starts it again after {@link #stop}; ready on return. */
    void startAgain() throws IOException {
        connection = up(launcher, data, environment);
    }

    /** {@return bytes in its object store} */
    long objectBytes() throws IOException {
        try (var walk = Files.walk(data.resolve("s3"))) {
            return walk.filter(Files::isRegularFile).mapToLong(Instance::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0; // gone meanwhile
        }
    }

    Connection connection() {
        return connection;
    }

    Client client() {
        return new Client(connection);
    }

    @Override
    public void close() throws IOException {
        try {
            run(launcher, Map.of(), List.of("down", "--data", data.toString()));
        } finally {
            delete(data);
        }
    }

    private static Connection up(Path launcher, Path data, Map<String, String> environment, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("up", "--detach", "--echo", "--data", data.toString()));
        command.addAll(List.of(options));
        run(launcher, environment, command);
        return Connection.read(data);
    }

    private static void run(Path launcher, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(arguments);
        Path log = Files.createTempFile("waybill-bench", ".log");
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            int code = builder.start().waitFor();
            if (code != 0) {
                throw new IOException(
                        String.join(" ", command) + " ended with " + code + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + launcher, e);
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (var walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
