package io.waybill.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.testing.ApiServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of connections of clients that send too much, or too slowly. */
@Timeout(60)
class ConnectionsTest {

    private final ApiServer server = new ApiServer().with("server.tomcat.connection-timeout", "2s");

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void headersThatAreTooLongAreRefused() throws Exception {
        try (var socket = connect(server.url())) {
            String head = "GET /livez HTTP/1.1\r\nHost: test\r\nX-Long: " + "a".repeat(20_000) + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            assertThat(firstLine(socket)).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void aClientThatSendsNoRequestIsLeft() throws Exception {
        try (var socket = connect(server.url())) {
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            socket.getOutputStream().write("GET /livez HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            assertThat(firstLine(socket)).doesNotContain("200");
        }
    }

    private static Socket connect(URI url) throws IOException {
        return new Socket(url.getHost(), url.getPort());
    }

    /** {@return the status line, or nothing where the server has closed the connection} */
    private static String firstLine(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int next = socket.getInputStream().read(); next >= 0 && next != '\r'; ) {
            line.append((char) next);
            next = socket.getInputStream().read();
        }
        return line.toString();
    }
}
