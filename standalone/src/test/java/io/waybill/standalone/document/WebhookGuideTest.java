package io.waybill.standalone.document;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.standalone.part.Commands;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver of docs/webhooks.md, as it stands there, takes what is signed and nothing else. */
@Timeout(60)
class WebhookGuideTest {

    private static final Path HOME = requireNonNull(Path.of("").toAbsolutePath().getParent());
    private static final int PORT = 8_900;
    private static final byte[] KEY = "a key of 32 bytes, as they are..".getBytes(StandardCharsets.UTF_8);
    private static final String BODY = "{\"type\":\"batch.completed\",\"data\":{\"id\":\"batch_1\"}}";

    @TempDir
    private Path directory;

    @Test
    void theReceiverTakesWhatIsSignedAndNothingElse() throws Exception {
        var python = Commands.find("python3");
        assumeTrue(python.isPresent(), "needs python3");
        assumeTrue(isFree(), "needs port " + PORT);
        String program = DocumentBlock.of(HOME, "docs/webhooks.md").stream()
                .filter(block -> block.text().contains("serve_forever"))
                .findFirst()
                .orElseThrow()
                .text();
        var builder = new ProcessBuilder(
                python.get().toString(),
                Files.writeString(directory.resolve("receiver.py"), program).toString());
        builder.environment()
                .put("WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(KEY));
        Path said = directory.resolve("said.txt");
        Process receiver =
                builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        try {
            long now = Instant.now().getEpochSecond();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> post(now, signature(now, BODY), BODY) == 204);

            assertThat(post(now, "v1,b3RoZXI= " + signature(now, BODY), BODY)).isEqualTo(204);
            assertThat(post(now, signature(now, BODY), BODY + " ")).isEqualTo(400);
            assertThat(post(now, "v1,b3RoZXI=", BODY)).isEqualTo(400);
            assertThat(post(now - 600, signature(now - 600, BODY), BODY)).isEqualTo(400);
            assertThat(Files.readString(said)).contains("batch.completed batch_1");
        } finally {
            receiver.destroyForcibly().waitFor();
        }
    }

    private static boolean isFree() {
        try (var socket = new ServerSocket(PORT)) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private static String signature(long seconds, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] signed = mac.doFinal(("evt_1." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }

    private static int post(long seconds, String signature, String body) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + "/"))
                    .header("webhook-id", "evt_1")
                    .header("webhook-timestamp", Long.toString(seconds))
                    .header("webhook-signature", signature)
                    .POST(BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
