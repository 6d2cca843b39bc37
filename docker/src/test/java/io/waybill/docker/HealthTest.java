package io.waybill.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {

    private static final Path TABLES = Path.of("/proc/net");

    @Test
    void isWellWhereTheProgramAnswersOk() throws Exception {
        var server = server(200);

        var answer =
                Health.check(List.of("http://127.0.0.1:" + server.getAddress().getPort() + "/readyz"), TABLES);

        server.stop(0);
        assertThat(answer).isEqualTo(Health.WELL);
    }

    @Test
    void isIllWhereTheProgramAnswersSomethingElse() throws Exception {
        var server = server(503);

        var answer =
                Health.check(List.of("http://127.0.0.1:" + server.getAddress().getPort() + "/readyz"), TABLES);

        server.stop(0);
        assertThat(answer).isEqualTo(Health.ILL);
    }

    @Test
    void isIllWhereNobodyListensOrSomebodyIsSilent() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var nobody = Health.check(List.of("http://127.0.0.1:" + free + "/"), TABLES);
            var silence = Health.check(List.of("http://127.0.0.1:" + silent.getLocalPort() + "/"), TABLES);

            assertThat(nobody).isEqualTo(Health.ILL);
            assertThat(silence).isEqualTo(Health.ILL);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isWellWhileItIsConnectedToAPort() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var question = List.of("connected:" + server.getLocalPort());
            var before = Health.check(question, TABLES);
            try (var client = new Socket(server.getInetAddress(), server.getLocalPort());
                    var _ = server.accept()) {
                assertThat(client.isConnected()).isTrue();

                var connected = Health.check(question, TABLES);

                assertThat(connected).isEqualTo(Health.WELL);
            }
            assertThat(before).isEqualTo(Health.ILL);
        }
    }

    @Test
    void looksAtTheRemotePortOfEstablishedConnections(@TempDir Path tables) throws Exception {
        Files.writeString(tables.resolve("tcp6"), """
                  sl  local_address                         remote_address                        st tx_queue rx_queue
                   0: 00000000000000000000000000000000:1C41 00000000000000000000000000000000:0000 0A 00000000:00000000
                   1: 0000000000000000FFFF00000100007F:C350 0000000000000000FFFF00000200007F:1C41 06 00000000:00000000
                   2: 0000000000000000FFFF00000100007F:C351 0000000000000000FFFF00000200007F:1F90 01 00000000:00000000
                """);

        assertThat(Health.check(List.of("connected:7233"), tables)).isEqualTo(Health.ILL);
        assertThat(Health.check(List.of("connected:8080"), tables)).isEqualTo(Health.WELL);
        assertThat(Health.check(List.of("connected:50001"), tables)).isEqualTo(Health.ILL);
    }

    @Test
    void saysWhatAQuestionIs() {
        assertThat(Health.check(List.of(), TABLES)).isEqualTo(Health.NO_QUESTION);
        assertThat(Health.check(List.of("a", "b"), TABLES)).isEqualTo(Health.NO_QUESTION);
        assertThat(Health.check(List.of("connected:x"), TABLES)).isEqualTo(Health.NO_QUESTION);
        assertThat(Health.check(List.of("http://127.0.0.1/"), TABLES)).isEqualTo(Health.NO_QUESTION);
        assertThat(Health.check(List.of("ftp://127.0.0.1:1/"), TABLES)).isEqualTo(Health.NO_QUESTION);
    }

    private static HttpServer server(int status) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
