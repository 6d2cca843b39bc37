package io.waybill.api.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Authlib, an OAuth library for Python, with certificates in TLS; the rest of it is in tests/sdk. */
class AuthlibTest {

    private static final Path SDK = Path.of("..", "tests", "sdk", "python").toAbsolutePath();
    private static final TestAuthority SERVERS = TestAuthority.root("CN=servers");

    @RegisterExtension
    static final ApiServer API = new ApiServer().withTls(SERVERS).with("waybill.certificate.mode", "native");

    @TempDir
    private Path directory = Path.of("");

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES) // packages are downloaded the first time
    void signsInByACertificate() throws Exception {
        var environment = run(List.of(SDK.resolve("environment").toString()), Map.of(), "environment");
        assumeTrue(environment.exit() == 0, "no Python with Authlib: " + environment.text());
        var python = environment.text().lines().reduce((_, last) -> last).orElseThrow();
        var own = TestAuthority.root("CN=client").own();

        var answer = run(
                List.of(python, SDK.resolve("test_certificates.py").toString()),
                Map.of(
                        "WAYBILL_URL", API.url().toString(),
                        "WAYBILL_KEY", String.valueOf(API.client(0).key()),
                        "SERVER_AUTHORITY", write("authority.pem", SERVERS.own().pem()),
                        "CLIENT_CERTIFICATE", write("client.pem", own.pem()),
                        "CLIENT_KEY",
                                write(
                                        "key.pem",
                                        "-----BEGIN PRIVATE KEY-----\n"
                                                + Base64.getMimeEncoder()
                                                        .encodeToString(
                                                                own.key().getEncoded())
                                                + "\n-----END PRIVATE KEY-----\n")),
                "test");

        assertThat(answer.exit()).as(answer.text()).isZero();
        assertThat(answer.text()).contains("Ran 2 tests");
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private Ended run(List<String> command, Map<String, String> variables, String name)
            throws IOException, InterruptedException {
        var output = directory.resolve(name + ".txt").toFile();
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().putAll(variables);
        var process = builder.start();
        try {
            return new Ended(process.waitFor(), Files.readString(output.toPath()));
        } finally {
            process.destroyForcibly();
        }
    }

    private record Ended(int exit, String text) {}
}
