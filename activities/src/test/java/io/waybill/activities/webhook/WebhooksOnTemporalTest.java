package io.waybill.activities.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.testserver.TestServer;
import io.waybill.activities.http.RawReceiver;
import io.waybill.activities.id.Ids;
import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.webhook.Webhooks.Issued;
import io.waybill.activities.webhook.Webhooks.Terms;
import io.waybill.activities.worker.WorkerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The worker as it is started, its reader of the outbox, and receivers on this machine. */
@Timeout(120)
class WebhooksOnTemporalTest {

    private static final int PORT = freePort();
    private static final int MANY = 500;

    /** Registered first, so that it stops last. */
    @RegisterExtension
    @Order(1)
    static final AfterAllCallback TEMPORAL = serve();

    @RegisterExtension
    @Order(2)
    static final TestActivities ACTIVITIES = new TestActivities()
            .with("waybill.worker.enabled", "true")
            .with("waybill.temporal.address", "127.0.0.1:" + PORT)
            .with("waybill.http.allowed-networks", "127.0.0.0/8");

    private Webhooks webhooks;
    private UUID account;

    @BeforeAll
    static void waitForTheWorker() {
        WorkerState worker = ACTIVITIES.bean(WorkerState.class);
        Awaitility.await().until(worker::isReady);
    }

    @BeforeEach
    void open() {
        // Libraries of receivers compare the signature's time with the machine's.
        ACTIVITIES
                .clock()
                .advance(Duration.between(
                        ACTIVITIES.clock().instant(), Instant.now().truncatedTo(ChronoUnit.MICROS)));
        webhooks = ACTIVITIES.bean(Webhooks.class);
        account = ACTIVITIES.account(0).id();
    }

    @Test
    void sendsWhatALibraryOfOthersVerifies() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(receiver);

            Delivery sent = test(issued);

            Awaitility.await().until(() -> !receiver.requests().isEmpty());
            Received received = Received.of(receiver.requests().getFirst());
            received.verify(issued.secret());
            assertThat(received.id()).isEqualTo(Ids.render(WebhookIds.EVENT, sent.eventId()));
            assertThat(received.header("content-type")).startsWith("application/json");
            assertThat(received.body()).contains("\"type\": \"webhook.test\"".replace(" ", ""));
            assertThat(isSignedByThePlatform(received)).isTrue();
            await(issued, sent, DeliveryState.delivered);
        }
    }

    @Test
    void signsWithBothSecretsUntilTheGraceIsOver() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(receiver);
            String next = webhooks.rotate(account, issued.endpoint().id(), Duration.ofHours(1), null)
                    .orElseThrow();

            await(issued, test(issued), DeliveryState.delivered);
            ACTIVITIES.clock().advance(Duration.ofHours(2));
            await(issued, test(issued), DeliveryState.delivered);

            Received during = Received.of(receiver.requests().get(0));
            Received after = Received.of(receiver.requests().get(1));
            during.verify(issued.secret());
            during.verify(next);
            assertThat(during.header("webhook-signature").split(" ")).hasSize(3);
            assertThat(after.header("webhook-signature").split(" ")).hasSize(2);
        }
    }

    @Test
    void disablesAnEndpointThatIsGone() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("410 Gone"))) {
            Issued issued = endpoint(receiver);

            Delivery sent = test(issued);

            await(issued, sent, DeliveryState.dead);
            Endpoint endpoint = webhooks.find(account, issued.endpoint().id()).orElseThrow();
            assertThat(endpoint.enabled()).isFalse();
            assertThat(endpoint.disabledReason()).contains("410");
        }
    }

    @Test
    void takesARedirectForAFailureAndWaits() throws Exception {
        try (var receiver =
                RawReceiver.at("127.0.0.2", RawReceiver.status("302 Found", "Location: http://10.0.0.1/"))) {
            Issued issued = endpoint(receiver);

            Delivery sent = test(issued);

            Delivery waiting = await(issued, sent, DeliveryState.waiting);
            assertThat(waiting.note()).startsWith("302 after");
            assertThat(waiting.nextAt())
                    .isBetween(
                            ACTIVITIES.clock().instant().plusSeconds(5),
                            ACTIVITIES.clock().instant().plusSeconds(6));
        }
    }

    @Test
    void waitsAsLongAsTheReceiverAsks() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("503 Busy", "Retry-After: 3600"))) {
            Issued issued = endpoint(receiver);

            Delivery waiting = await(issued, test(issued), DeliveryState.waiting);

            assertThat(waiting.nextAt()).isEqualTo(ACTIVITIES.clock().instant().plusSeconds(3600));
        }
    }

    @Test
    void sendsAgainUnderTheSameId() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(receiver);
            Delivery sent = await(issued, test(issued), DeliveryState.delivered);

            webhooks.redeliver(account, issued.endpoint().id(), sent.eventId());

            Awaitility.await().until(() -> receiver.requests().size() == 2);
            assertThat(receiver.requests().stream().map(Received::of).map(Received::id))
                    .containsOnly(Ids.render(WebhookIds.EVENT, sent.eventId()));
            Delivery again = await(issued, sent, DeliveryState.delivered);
            assertThat(again.round()).isEqualTo(1);
            assertThat(webhooks.attempts(account, issued.endpoint().id(), sent.eventId()))
                    .hasSize(2);
        }
    }

    /** The longest that a quick receiver waits while another has 500 events and answers none. */
    @Test
    void isNotDelayedByAReceiverThatHangs() throws Exception {
        var end = new CountDownLatch(1);
        RawReceiver.Script hang = _ -> hold(end);
        try (var hanging = RawReceiver.at("127.0.0.3", hang);
                var quick = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued slow = endpoint(hanging);
            Issued other = endpoint(quick);
            await(other, test(other), DeliveryState.delivered);
            for (int i = 0; i < MANY; i++) {
                test(slow);
            }
            Awaitility.await().until(() -> !hanging.requests().isEmpty());

            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int before = quick.requests().size();
                long begin = System.nanoTime();
                test(other);
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> quick.requests().size() > before);
                millis.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
            }

            end.countDown();
            System.out.println("milliseconds beside a receiver that hangs: " + millis);
            assertThat(millis).allSatisfy(it -> assertThat(it).isLessThan(1_000));
            assertThat(hanging.requests().size()).isLessThanOrEqualTo(8);
        }
    }

    private Issued endpoint(RawReceiver receiver) {
        String url = "http://%s:%d/hook".formatted(receiver.host(), receiver.port());
        return webhooks.create(account, new Terms(url, "", EventType.ENDS), null);
    }

    private Delivery test(Issued issued) {
        return webhooks.test(account, issued.endpoint().id()).orElseThrow();
    }

    private Delivery await(Issued issued, Delivery sent, DeliveryState state) {
        UUID endpoint = issued.endpoint().id();
        Awaitility.await()
                .until(() -> webhooks.delivery(account, endpoint, sent.eventId())
                        .filter(it -> it.state() == state)
                        .isPresent());
        return webhooks.delivery(account, endpoint, sent.eventId()).orElseThrow();
    }

    private boolean isSignedByThePlatform(Received received) throws Exception {
        String signature = Arrays.stream(received.header("webhook-signature").split(" "))
                .filter(part -> part.startsWith("v1a,"))
                .findFirst()
                .orElseThrow()
                .substring("v1a,".length());
        byte[] key = webhooks.keys().getFirst().key();
        byte[] x509 = HexFormat.of()
                .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(key));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
        verifier.update((received.id() + "." + received.header("webhook-timestamp") + "." + received.body())
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return verifier.verify(Base64.getDecoder().decode(signature));
    }

    private static void hold(CountDownLatch end) throws IOException {
        try {
            end.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static AfterAllCallback serve() {
        TestServer.PortBoundTestServer server = TestServer.createPortBoundServer(PORT, true);
        return _ -> server.close();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
