package io.waybill.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import io.waybill.api.testing.Http;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call that runs when its process is told to end. */
@Timeout(60)
class GracefulStopTest {

    private static final String LINES = "{\"n\":1}\n".repeat(40_000);

    @Test
    void anUploadThatHasBegunIsFinishedAndNewCallsAreNotTaken() throws Exception {
        var server = new ApiServer().with(Arrivals.class).start();
        byte[] body = Http.body("purpose", "batch", "file/a.jsonl", LINES);
        var halfSent = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        InputStream begin = new ByteArrayInputStream(body, 0, body.length / 2);
        InputStream rest = new Held(body, body.length / 2, halfSent, goOn);
        Http client = server.client(0);

        var upload = CompletableFuture.supplyAsync(
                () -> client.send(
                        "POST",
                        "/v1/files",
                        BodyPublishers.ofInputStream(() -> new SequenceInputStream(begin, rest)),
                        "Content-Type",
                        Http.MULTIPART),
                Thread::startVirtualThread);
        halfSent.await();
        server.bean(Arrivals.class).first.await();
        var stop = CompletableFuture.runAsync(server::stop, Thread::startVirtualThread);
        while (listens(server.url())) {
            Thread.sleep(5);
        }
        goOn.countDown();

        assertThat(upload.get().status()).isEqualTo(200);
        assertThat(upload.get().json().get("bytes").asLong()).isEqualTo(LINES.length());
        stop.get();
    }

    private static boolean listens(URI url) {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /** Says when the first call has reached the application. */
    static class Arrivals implements Filter {

        private final CountDownLatch first = new CountDownLatch(1);

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            first.countDown();
            chain.doFilter(request, response);
        }
    }

    /** Bytes that come when they are let go. */
    private static final class Held extends ByteArrayInputStream {

        private final CountDownLatch asked;
        private final CountDownLatch goOn;

        Held(byte[] content, int from, CountDownLatch asked, CountDownLatch goOn) {
            super(content, from, content.length - from);
            this.asked = asked;
            this.goOn = goOn;
        }

        @Override
        public synchronized int read(byte[] into, int from, int length) {
            asked.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.read(into, from, length);
        }
    }
}
