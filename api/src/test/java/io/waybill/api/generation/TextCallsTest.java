package io.waybill.api.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.Http;
import io.waybill.api.testing.Platform;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Calls that generate text through a real worker with the built-in model, which says the words of the last message. */
@Timeout(120)
class TextCallsTest {

    private static final long TEN = 10_000_000_000L;

    @RegisterExtension
    static final Platform PLATFORM = new Platform();

    private final Http client = PLATFORM.api().client(TEN);

    @Test
    void answersEachEndpoint() {
        var chat = client.post(
                "/v1/chat/completions",
                "{\"model\":\"echo-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"a b c\"}],\"max_tokens\":2}");
        var completion = client.post(
                "/v1/completions", "{\"model\":\"echo-chat\",\"prompt\":[\"a b\",\"c d\"],\"n\":2,\"max_tokens\":9}");
        var response = client.post("/v1/responses", "{\"model\":\"echo-chat\",\"input\":\"a b c\"}");

        assertThat(chat.json().at("/choices/0/message/content").asString()).isEqualTo("a b");
        assertThat(chat.json().at("/choices/0/finish_reason").asString()).isEqualTo("length");
        assertThat(completion.json().get("choices")).hasSize(4);
        assertThat(completion.json().at("/choices/3/text").asString()).isEqualTo("c d");
        assertThat(completion.json().at("/usage/completion_tokens").asInt()).isEqualTo(8);
        assertThat(response.json().at("/output/0/content/0/text").asString()).isEqualTo("a b c");
        // 3 in and 2 out, 4 in and 8 out, 3 in and 3 out, at 0.001 and 0.002.
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("9.964");
        assertThat(PLATFORM.balance(client).get("held").asString()).isEqualTo("0");
    }

    @Test
    void streamsWordByWord() {
        var answer = client.post(
                "/v1/chat/completions",
                "{\"model\":\"echo-chat\",\"messages\":[{\"role\":\"user\",\"content\":\"a b\"}],\"stream\":true}");

        assertThat(answer.text()).contains("{\"content\":\"a\"}", "{\"content\":\" b\"}", "data: [DONE]");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("9.994");
    }

    @Test
    void takesNothingForAnAnswerThatBreaks() {
        var bad = client.post("/v1/completions", "{\"model\":\"echo-chat\",\"prompt\":\"!bad\"}");
        var broken =
                client.post("/v1/completions", "{\"model\":\"echo-chat\",\"prompt\":\"!break 1 a b\",\"stream\":true}");

        assertThat(bad.status()).isEqualTo(503);
        assertThat(broken.text()).contains("\"text\":\"a\"", "\"error\":");
        assertThat(PLATFORM.balance(client).get("available").asString()).isEqualTo("10");
    }

    /** Eight slots: were they not free again, the ninth would wait for a minute. */
    @Test
    void freesTheSlotsOfClientsThatHaveGone() throws Exception {
        for (var i = 0; i < 8; i++) {
            try (var socket = new Socket(
                    InetAddress.getLoopbackAddress(), PLATFORM.api().url().getPort())) {
                var body =
                        "{\"model\":\"echo-chat\",\"prompt\":\"!slow 2000 a b c d e f g h i j k l m n o p\",\"stream\":true}";
                socket.getOutputStream()
                        .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                        + client.key() + "\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.UTF_8));
                requireBegun(socket);
            }
        }

        var begun = System.nanoTime();
        var answer = client.post("/v1/completions", "{\"model\":\"echo-chat\",\"prompt\":\"a\"}");
        var waited = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(waited).isLessThan(Duration.ofSeconds(3));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(PLATFORM.balance(client).get("held").asString())
                                .isEqualTo("0"));
    }

    private static void requireBegun(Socket socket) throws IOException {
        if (socket.getInputStream().read() != 'H') {
            throw new IOException("no answer");
        }
    }
}
