package io.waybill.activities.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.http.SafeHttp.Failure;
import io.waybill.activities.http.SafeHttp.Outcome;
import io.waybill.activities.http.SafeHttp.Outcome.Answered;
import io.waybill.activities.http.SafeHttp.Outcome.Failed;
import io.waybill.activities.http.SafeHttp.Post;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeHttpTest {

    private static final TestTls TLS = TestTls.of("hook.test");
    private static final Duration SHORT = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofSeconds(10);

    @Test
    void postsToANameWhoseAddressIsAllowed() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("204 No Content", "Retry-After: 7"));
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome outcome = post(http, "http://hook.test:" + receiver.port() + "/in?x=1", LONG);

            assertThat(outcome).isEqualTo(new Answered(204, "7"));
            assertThat(receiver.requests().getFirst())
                    .startsWith("POST /in?x=1 HTTP/1.1")
                    .contains("webhook-id: evt_1", "Host: hook.test:" + receiver.port())
                    .endsWith("{\"a\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/",
                "https://127.0.0.1:%d/",
                "http://localhost:%d/",
                "http://private.test:%d/",
                "http://one-of-two.test:%d/",
                "http://alias.test:%d/",
                "http://[::1]:%d/",
                "http://[::ffff:127.0.0.1]:%d/",
                "http://[::127.0.0.1]:%d/",
                "http://0.0.0.0:%d/",
                "http://127.1:%d/",
                "http://2130706433:%d/",
                "http://0x7f000001:%d/",
                "http://017700000001:%d/"
            })
    void neverReachesWhatIsNotAllowed(String pattern) throws Exception {
        try (var canary = Canary.at("0.0.0.0", 0);
                var http = http(List.of("127.0.0.9"), SafeHttpTest::names)) {
            String url = pattern.formatted(canary.port());

            Outcome outcome = post(http, url, LONG);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.refused));
            assertThatThrownBy(() -> http.require(url)).isInstanceOf(UrlRefused.class);
            assertThat(canary.seen()).isZero();
        }
    }

    /** On the port that is allowed to the world, so that the address alone decides. */
    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1:%d/", "https://private.test:%d/", "https://one-of-two.test:%d/"})
    void neverReachesAPrivateAddressByHttpsOnAnAllowedPort(String pattern) throws Exception {
        try (var canary = Canary.at("0.0.0.0", 0);
                var http = new ApacheSafeHttp(
                        new HttpSettings(List.of(), List.of(), List.of(canary.port()), null),
                        SafeHttpTest::names,
                        TLS.trust())) {
            Outcome outcome = post(http, pattern.formatted(canary.port()), LONG);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.refused));
            assertThat(canary.seen()).isZero();
        }
    }

    @Test
    void refusesANameThatChangedItsAddressAfterItWasChecked() throws Exception {
        var asked = new AtomicInteger();
        NameLookup rebinding = _ -> addresses(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1");
        try (var canary = Canary.at("127.0.0.1", 0);
                var http = http(List.of("127.0.0.2"), rebinding)) {
            URI checked = http.require("http://rebind.test:" + canary.port() + "/");

            Outcome outcome = http.post(new Post(checked, Map.of(), "{}", LONG));

            assertThat(outcome).isInstanceOf(Failed.class);
            assertThat(canary.seen()).isZero();
        }
    }

    /** One lookup a connection: what was checked is what is connected to, whatever the next answer would be. */
    @Test
    void connectsToTheAddressThatWasChecked() throws Exception {
        var asked = new AtomicInteger();
        NameLookup rebinding = _ -> addresses(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1");
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"));
                var canary = Canary.at("127.0.0.1", receiver.port());
                var http = http(List.of("127.0.0.2"), rebinding)) {
            Outcome outcome = post(http, "http://rebind.test:" + receiver.port() + "/", LONG);

            assertThat(outcome).isEqualTo(new Answered(200, null));
            assertThat(asked).hasValue(1);
            assertThat(canary.seen()).isZero();
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        try (var canary = Canary.at("127.0.0.1", 0);
                var receiver = RawReceiver.at(
                        "127.0.0.2",
                        RawReceiver.status("302 Found", "Location: http://127.0.0.1:" + canary.port() + "/"));
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome outcome = post(http, "http://hook.test:" + receiver.port() + "/", LONG);

            assertThat(outcome).isEqualTo(new Answered(302, null));
            assertThat(canary.seen()).isZero();
        }
    }

    @Test
    void endsACallThatIsNotAnsweredInTime() throws Exception {
        var end = new CountDownLatch(1);
        try (var receiver = RawReceiver.at("127.0.0.2", _ -> hold(end));
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome outcome = post(http, "http://hook.test:" + receiver.port() + "/", SHORT);

            end.countDown();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.timeout));
        }
    }

    /** Each byte comes well within the time limit of the socket. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX-Slow: ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"})
    void endsAnAnswerThatDrips(String beginning) throws Exception {
        var end = new CountDownLatch(1);
        RawReceiver.Script drip = socket -> {
            RawReceiver.text(beginning).answer(socket);
            while (!hold(end, 50)) {
                RawReceiver.text("a").answer(socket);
            }
        };
        try (var receiver = RawReceiver.at("127.0.0.2", drip);
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            long begin = System.nanoTime();
            Outcome outcome = post(http, "http://hook.test:" + receiver.port() + "/", SHORT);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);

            end.countDown();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.timeout));
            assertThat(took).isLessThan(SHORT.plusSeconds(5));
        }
    }

    @Test
    void readsNoEndlessAnswer() throws Exception {
        RawReceiver.Script endless = socket -> {
            RawReceiver.text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .answer(socket);
            while (true) {
                RawReceiver.text("400\r\n" + "a".repeat(1024) + "\r\n").answer(socket);
            }
        };
        try (var receiver = RawReceiver.at("127.0.0.2", endless);
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome outcome = post(http, "http://hook.test:" + receiver.port() + "/", LONG);

            assertThat(outcome).isEqualTo(new Answered(200, null));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 20",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf",
                "SSH-2.0-OpenSSH_9.9\r\n"
            })
    void takesHalfAnAnswerForNone(String answer) throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.text(answer));
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome outcome = post(http, "http://hook.test:" + receiver.port() + "/", LONG);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.broken_answer));
        }
    }

    @Test
    void saysThatNobodyTakesTheConnection() throws Exception {
        int free;
        try (var canary = Canary.at("127.0.0.2", 0)) {
            free = canary.port();
        }
        try (var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome outcome = post(http, "http://hook.test:" + free + "/", LONG);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.no_connection));
        }
    }

    @Test
    void checksTheCertificateAgainstTheName() throws Exception {
        try (var receiver = tls(TLS.server());
                var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            Outcome right = post(http, "https://hook.test:" + receiver.port() + "/", LONG);
            Outcome wrong = post(http, "https://other.test:" + receiver.port() + "/", LONG);
            Outcome address = post(http, "https://127.0.0.2:" + receiver.port() + "/", LONG);

            assertThat(right).isEqualTo(new Answered(200, null));
            assertThat(List.of(wrong, address))
                    .allSatisfy(it -> assertThat(((Failed) it).failure()).isEqualTo(Failure.tls_failed));
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    @Test
    void sendsNothingToAReceiverWhoseCertificateChanged() throws Exception {
        TestTls changed = TestTls.of("hook.test");
        try (var http = http(List.of("127.0.0.2"), name -> addresses("127.0.0.2"))) {
            int port;
            try (var receiver = tls(TLS.server())) {
                port = receiver.port();
                assertThat(post(http, "https://hook.test:" + port + "/", LONG)).isInstanceOf(Answered.class);
            }
            try (var receiver = RawReceiver.at(
                    "127.0.0.2", port, changed.server().getServerSocketFactory(), RawReceiver.status("200 OK"))) {
                Outcome outcome = post(http, "https://hook.test:" + port + "/", LONG);

                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Failed.class, it -> assertThat(it.failure()).isEqualTo(Failure.tls_failed));
                assertThat(receiver.requests()).isEmpty();
            }
        }
    }

    @Test
    void refusesPlainHttpAndOtherPortsToTheWorldBeforeItConnects() throws Exception {
        try (var http = http(List.of("127.0.0.2"), name -> addresses("1.1.1.1"))) {
            assertThatThrownBy(() -> http.require("http://example.com/"))
                    .isInstanceOf(UrlRefused.class)
                    .hasMessageContaining("https on ports [443, 8443]");
            assertThatThrownBy(() -> http.require("https://example.com:22/")).hasMessageContaining("port 22");
            assertThat(post(http, "http://example.com/", LONG)).isInstanceOf(Failed.class);
            assertThat(http.require("https://example.com/a")).hasHost("example.com");
        }
    }

    @Test
    void tellsNothingOfNamesThatItRefuses() throws Exception {
        try (var http = http(List.of(), SafeHttpTest::names)) {
            String unknown = refusal(http, "https://unknown.test/");
            String known = refusal(http, "https://private.test/");

            assertThat(known).isEqualTo(unknown).doesNotContain("127", "10.");
        }
    }

    private static String refusal(SafeHttp http, String url) {
        try {
            http.require(url);
            return "";
        } catch (UrlRefused e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static RawReceiver tls(SSLContext context) {
        return RawReceiver.at("127.0.0.2", 0, context.getServerSocketFactory(), RawReceiver.status("200 OK"));
    }

    private static ApacheSafeHttp http(List<String> allowed, NameLookup lookup) {
        return new ApacheSafeHttp(new HttpSettings(allowed, List.of(), List.of(443, 8443), null), lookup, TLS.trust());
    }

    private static Outcome post(SafeHttp http, String url, Duration timeout) {
        return http.post(new Post(URI.create(url), Map.of("webhook-id", "evt_1"), "{\"a\":1}", timeout));
    }

    private static List<InetAddress> names(String name) throws UnknownHostException {
        return switch (name) {
            case "private.test", "localhost", "alias.test" -> addresses("127.0.0.1");
            case "one-of-two.test" -> addresses("1.1.1.1", "127.0.0.1");
            case "unknown.test" -> throw new UnknownHostException(name);
            default -> List.of(InetAddress.getAllByName(name));
        };
    }

    private static List<InetAddress> addresses(String... literals) throws UnknownHostException {
        var all = new java.util.ArrayList<InetAddress>();
        for (String literal : literals) {
            all.add(InetAddress.getAllByName(literal)[0]);
        }
        return all;
    }

    private static void hold(CountDownLatch end) throws IOException {
        hold(end, 20_000);
    }

    private static boolean hold(CountDownLatch end, long millis) throws IOException {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
