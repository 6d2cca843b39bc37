package io.waybill.standalone;

import io.waybill.standalone.data.Connection;
import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.data.DirectoryHeld;
import io.waybill.standalone.data.DirectoryLock;
import io.waybill.standalone.part.Commands;
import io.waybill.standalone.part.Installation;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a supervisor of its own that outlives this process. */
public final class Launch {

    private static final String SUPERVISOR = "supervisor";
    private static final int LOOK_EVERY_MILLIS = 50;

    private Launch() {}

    /**
     * Returns when everything is ready, having shown what the supervisor said meanwhile.
     *
     * @throws DirectoryHeld where one runs on the directory
     * @throws StartFailed where the supervisor ended before it was ready
     */
    public static Connection detached(UpOptions options, Progress progress) throws IOException, InterruptedException {
        DataDirectory data = options.data();
        data.create();
        DirectoryLock.take(data).close();
        Path log = data.log(SUPERVISOR);
        long from = Files.exists(log) ? Files.size(log) : 0;
        Process process = new ProcessBuilder(command(options))
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        Optional<Connection> ready = Optional.empty();
        while (ready.isEmpty()) {
            if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                show(log, from, progress);
                throw new StartFailed(process.exitValue(), log);
            }
            from = show(log, from, progress);
            ready = Connection.read(data)
                    .filter(it -> Long.valueOf(process.pid()).equals(it.pids().get(SUPERVISOR)));
        }
        show(log, from, progress);
        Welcome.show(ready.get(), data, progress);
        progress.say("./waybill down --data " + data.root() + " stops everything.");
        return ready.get();
    }

    // Whole lines only: the rest comes with the next look.
    private static long show(Path log, long from, Progress progress) throws IOException {
        if (!Files.exists(log)) {
            return from;
        }
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, file.length() - from)];
            file.seek(from);
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            int end = text.lastIndexOf('\n');
            if (end < 0) {
                return from;
            }
            text.substring(0, end).lines().forEach(progress::say);
            return from + text.substring(0, end + 1).getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private static List<String> command(UpOptions options) throws IOException {
        var command = new ArrayList<String>();
        // A session of its own: neither Ctrl-C nor a terminal that closes reaches it.
        Commands.find("setsid").or(() -> Commands.find("nohup")).ifPresent(it -> command.add(it.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String name : List.of("waybill.home", "logback.configurationFile", "slf4j.internal.verbosity")) {
            Optional.ofNullable(System.getProperty(name)).ifPresent(value -> command.add("-D" + name + "=" + value));
        }
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + Installation.current().classData(),
                "-Xlog:disable",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "up",
                "--attended-by-parent",
                "--data",
                options.data().root().toString(),
                "--port",
                Integer.toString(options.port()),
                "--temporal-ui-port",
                Integer.toString(options.temporalUiPort()),
                "--temporal",
                options.temporal()));
        if (options.split()) {
            command.add("--split");
        }
        if (options.echo()) {
            command.add("--echo");
        }
        options.allowedNetworks().forEach(network -> command.addAll(List.of("--allow-network", network)));
        return command;
    }
}
