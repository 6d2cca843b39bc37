package io.waybill.storage.object;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another S3 server, which shares no code with the embedded one; skipped where there is no Go to build it. */
class VersitygwObjectStoreTest extends ObjectStoreContract {

    private static final String ACCESS_KEY = "waybill";
    private static final String SECRET_KEY = "a-secret-of-the-test";
    private static final int NO_GO = 3;
    private static final Duration START_MAX = Duration.ofSeconds(20);

    private static @Nullable Process server;
    private static int port;

    @BeforeAll
    @Timeout(value = 20, unit = TimeUnit.MINUTES) // it is compiled where it never ran before
    static void start(@TempDir Path directory) throws Exception {
        var program = build();
        port = freePort();
        // Apart from the objects: a temporary directory need not have extended attributes.
        var metadata = Files.createDirectory(directory.resolve("metadata"));
        var objects = Files.createDirectory(directory.resolve("objects"));
        var command = new ProcessBuilder(
                program,
                "--port=127.0.0.1:" + port,
                "--keep-alive",
                "--quiet",
                "posix",
                "--sidecar=" + metadata,
                objects.toString());
        command.environment().put("ROOT_ACCESS_KEY_ID", ACCESS_KEY);
        command.environment().put("ROOT_SECRET_ACCESS_KEY", SECRET_KEY);
        var log = directory.resolve("log");
        server = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        awaitPort(server, log);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            server.waitFor();
        }
    }

    @Override
    S3Settings settings() {
        var endpoint = URI.create("http://127.0.0.1:" + port);
        return new S3Settings(endpoint, "us-east-1", "waybill-versitygw", ACCESS_KEY, SECRET_KEY);
    }

    /** Its POSIX backend looks first and renames then: of those between the two, each is told that it won. */
    @Override
    int winnersMax() {
        return 16;
    }

    private static String build() throws IOException, InterruptedException {
        var script = Path.of("..", "tools", "build").toAbsolutePath().normalize();
        var build = new ProcessBuilder(script.toString(), "versitygw")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var program = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        var code = build.waitFor();
        assumeTrue(code != NO_GO, "versitygw needs Go to be built, see tools/build");
        if (code != 0) {
            throw new IOException(script + " versitygw ended with " + code);
        }
        return program;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitPort(Process process, Path log) throws IOException, InterruptedException {
        var deadline = Instant.now().plus(START_MAX);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS) || Instant.now().isAfter(deadline)) {
                    throw new IOException("versitygw did not start: " + Files.readString(log), e);
                }
            }
        }
    }
}
