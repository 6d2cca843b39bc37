package io.waybill.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {

    private static final byte[] KEY = "a key of thirty-two bytes length".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
    private static final String BODY =
            "{\"type\":\"batch.completed\",\"data\":{\"id\":\"batch_1\",\"status\":\"completed\"}}";

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> forwarded = new CopyOnWriteArrayList<>();

    @Test
    void handsOnWhatIsVerifiedAndAnswersWhatTheProgramAnswers() throws Exception {
        HttpServer program = program(202);
        try (var receiver = WebhookReceiver.start(url(program), told::add)) {
            receiver.verifyBy(SECRET);

            int status = post(receiver.url(), BODY, sign(BODY));

            assertThat(status).isEqualTo(202);
            assertThat(forwarded).containsExactly("evt_1 " + BODY);
            assertThat(told).singleElement().asString().contains("batch.completed", "batch_1", "-> 202");
        } finally {
            program.stop(0);
        }
    }

    @Test
    void handsOnNothingThatIsForged() throws Exception {
        HttpServer program = program(200);
        try (var receiver = WebhookReceiver.start(url(program), told::add)) {
            receiver.verifyBy(SECRET);

            int status = post(receiver.url(), BODY.replace("completed", "failed"), sign(BODY));

            assertThat(status).isEqualTo(400);
            assertThat(forwarded).isEmpty();
            assertThat(told).singleElement().asString().startsWith("not verified");
        } finally {
            program.stop(0);
        }
    }

    @Test
    void verifiesCheckpointsOfTheLogAndHandsOnNoneThatDoesNotContinueTheLast() throws Exception {
        var log = new WatchedLog();
        log.grow(300);
        String first = log.checkpoint(300);
        log.grow(700);
        String second = log.checkpoint(1_000);
        HttpServer program = program(200);
        try (var receiver = WebhookReceiver.start(url(program), told::add)) {
            receiver.verifyBy(SECRET);
            receiver.watch(log.watch());

            int one = post(receiver.url(), log.event(first), sign(log.event(first)));
            int two = post(receiver.url(), log.event(second), sign(log.event(second)));
            int late = post(receiver.url(), log.event(first), sign(log.event(first)));
            log.rewrite(1_200);
            String rewritten = log.event(log.checkpoint(1_200));
            int three = post(receiver.url(), rewritten, sign(rewritten));
            String strange = log.event(new WatchedLog().checkpoint(0));
            int four = post(receiver.url(), strange, sign(strange));

            assertThat(List.of(one, two, late)).containsOnly(200);
            assertThat(List.of(three, four)).containsOnly(400);
            assertThat(forwarded).hasSize(3);
            assertThat(told.get(1)).contains("audit.checkpoint", "1000 leaves", "-> 200");
            assertThat(told.get(3)).startsWith("not verified: ").contains("of 1000 and of 1200 leaves");
            assertThat(told.get(4)).startsWith("not verified: ").contains("not signed by the log's key");
        } finally {
            program.stop(0);
        }
    }

    private HttpServer program(int status) throws IOException {
        HttpServer program = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        program.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                forwarded.add(exchange.getRequestHeaders().getFirst("webhook-id") + " " + body);
                exchange.sendResponseHeaders(status, -1);
            }
        });
        program.start();
        return program;
    }

    private static URI url(HttpServer program) {
        return URI.create("http://127.0.0.1:" + program.getAddress().getPort() + "/in");
    }

    private static String sign(String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        String signed = "evt_1." + Instant.now().getEpochSecond() + "." + body;
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static int post(URI url, String body, String signature) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(url)
                    .header("webhook-id", "evt_1")
                    .header("webhook-timestamp", Long.toString(Instant.now().getEpochSecond()))
                    .header("webhook-signature", signature)
                    .POST(BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }
}
