package io.waybill.storage.object;

import static io.waybill.storage.object.FaultyServer.answer;
import static io.waybill.storage.object.FaultyServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class S3FaultsTest {

    @Test
    void triesAgainWhatTheServerDidNotManage() throws Exception {
        try (var server =
                        new FaultyServer(error(503, "SlowDown"), error(500, "InternalError"), "", answer(200, 0, ""));
                var store = S3ObjectStore.open(server.settings())) {

            var stored = store.put("key", bytes("content"), "text/plain");

            assertThat(stored.bytes()).isEqualTo(7);
            assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void triesAgainABadGatewayThatSpeaksNoXml() throws Exception {
        var page = "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\noops";
        try (var server = new FaultyServer(page, answer(200, 3, "abc"));
                var store = S3ObjectStore.open(server.settings())) {

            assertThat(store.read("key", 0, 3)).isEqualTo(bytes("abc"));
        }
    }

    @Test
    void givesUpAfterABoundedNumberOfTries() throws Exception {
        var down = error(503, "ServiceUnavailable");
        try (var server = new FaultyServer(down, down, down, down, down, answer(200, 0, ""));
                var store = S3ObjectStore.open(server.settings())) {

            assertThatThrownBy(() -> store.put("some/key", bytes("content"), "text/plain"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("cannot put some/key: the server answered 503 ServiceUnavailable: because");

            assertThat(server.requests()).hasSize(S3Calls.ATTEMPTS_MAX);
        }
    }

    @Test
    void doesNotTryAgainWhatTheServerRefuses() throws Exception {
        try (var server = new FaultyServer(error(403, "AccessDenied"), answer(200, 0, ""));
                var store = S3ObjectStore.open(server.settings())) {

            assertThatThrownBy(() -> store.put("key", bytes("content"), "text/plain"))
                    .hasMessageContaining("403 AccessDenied");

            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void asksAgainWhereAnotherConditionalWriteIsUnderWay() throws Exception {
        try (var server = new FaultyServer(error(409, "ConditionalRequestConflict"), error(412, "PreconditionFailed"));
                var store = S3ObjectStore.open(server.settings())) {

            assertThat(store.putIfAbsent("key", bytes("content"), "text/plain")).isFalse();

            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(head -> assertThat(head).containsIgnoringCase("If-None-Match: *"));
        }
    }

    @Test
    void writesAfterAConflictThatLeftNoObject() throws Exception {
        try (var server = new FaultyServer(error(409, "ConditionalRequestConflict"), answer(200, 0, ""));
                var store = S3ObjectStore.open(server.settings())) {

            assertThat(store.putIfAbsent("key", bytes("content"), "text/plain")).isTrue();
        }
    }

    @Test
    void goesOnReadingWhereTheConnectionBroke() throws Exception {
        try (var server = new FaultyServer(answer(200, 10, "0123"), answer(206, 6, "45"), answer(206, 4, "6789"));
                var store = S3ObjectStore.open(server.settings());
                var content = store.open("key")) {

            assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("0123456789");

            assertThat(server.requests().get(1)).contains("bytes=4-").containsIgnoringCase("If-Match: \"v1\"");
            assertThat(server.requests().get(2)).contains("bytes=6-");
        }
    }

    @Test
    void goesOnReadingARangeToItsEnd() throws Exception {
        try (var server = new FaultyServer(answer(206, 5, "234"), answer(206, 2, "56"));
                var store = S3ObjectStore.open(server.settings())) {

            assertThat(store.read("key", 2, 5)).isEqualTo(bytes("23456"));

            assertThat(server.requests().get(0)).contains("bytes=2-6");
            assertThat(server.requests().get(1)).contains("bytes=5-6");
        }
    }

    @Test
    void doesNotGoOnInAnotherVersionOfTheObject() throws Exception {
        try (var server = new FaultyServer(answer(200, 10, "0123"), error(412, "PreconditionFailed"));
                var store = S3ObjectStore.open(server.settings());
                var content = store.open("key")) {

            assertThatThrownBy(content::readAllBytes).hasMessageContaining("412 PreconditionFailed");
        }
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        var settings =
                new S3Settings(URI.create("http://127.0.0.1:" + port), "us-east-1", "bucket", "access", "secret");

        try (var store = S3ObjectStore.open(settings)) {
            assertThatThrownBy(() -> store.length("some/key"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("some/key")
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void stopsWaitingWhenInterrupted() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            var settings = new S3Settings(endpoint, "us-east-1", "bucket", "access", "secret");
            try (var store = S3ObjectStore.open(settings)) {
                var outcome = new CompletableFuture<Throwable>();
                var thread = Thread.ofVirtual().start(() -> {
                    try {
                        store.length("key");
                    } catch (Throwable e) {
                        outcome.complete(e);
                    }
                });
                try (var _ = silent.accept()) {

                    thread.interrupt();

                    assertThat(outcome.join()).isInstanceOf(InterruptedIOException.class);
                }
            }
        }
    }

    @Test
    void leavesNoThreadOfItsOwnBehind() throws Exception {
        var before = platformThreads();
        try (var server = new FaultyServer(answer(200, 3, "abc"));
                var store = S3ObjectStore.open(server.settings())) {
            store.read("key", 0, 3);
        }

        // OkHttp's and Okio's own housekeepers are shared, are daemons and end by themselves.
        assertThat(platformThreads()).filteredOn(t -> !before.contains(t)).allMatch(Thread::isDaemon);
    }

    private static Set<Thread> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
