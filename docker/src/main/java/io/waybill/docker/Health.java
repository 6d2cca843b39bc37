package io.waybill.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Says whether the program in this container is well; the images have no shell and no curl to ask with. Ends with 0
 * where it is, 1 where it is not, 2 where the question is none.
 *
 * <p>It runs every few seconds, so it uses nothing that takes long to load.
 */
public final class Health {

    static final int WELL = 0;
    static final int ILL = 1;
    static final int NO_QUESTION = 2;

    private static final int TIMEOUT_MILLIS = 3000;

    /** State of an established connection in {@code /proc/net/tcp}, see proc(5). */
    private static final String ESTABLISHED = "01";

    private Health() {}

    /**
     * Answers one question.
     *
     * @param arguments {@code http://HOST:PORT/PATH}: does it answer 200; {@code connected:PORT}: is there a TCP
     *     connection from here to that port
     */
    public static void main(String[] arguments) {
        System.exit(check(List.of(arguments), Path.of("/proc/net")));
    }

    static int check(List<String> arguments, Path tables) {
        if (arguments.size() != 1) {
            return noQuestion("one question is wanted, there are " + arguments.size());
        }
        var question = arguments.getFirst();
        try {
            if (question.startsWith("http://")) {
                return answersOk(URI.create(question)) ? WELL : ILL;
            }
            if (question.startsWith("connected:")) {
                var port = Integer.parseInt(question.substring("connected:".length()));
                return isConnected(port, tables) ? WELL : ILL;
            }
            return noQuestion(question + " is no question, allowed are http://HOST:PORT/PATH and connected:PORT");
        } catch (IOException e) {
            System.err.println(question + ": " + e.getMessage());
            return ILL;
        } catch (IllegalArgumentException e) {
            return noQuestion(question + ": " + e.getMessage());
        }
    }

    private static int noQuestion(String reason) {
        System.err.println("health: " + reason);
        return NO_QUESTION;
    }

    private static boolean answersOk(URI uri) throws IOException {
        if (uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException("wants host and port");
        }
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            var request = "GET " + path + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            var status = reader.readLine();
            if (status != null && status.startsWith("HTTP/1.1 200")) {
                return true;
            }
            System.err.println(uri + ": " + status);
            return false;
        }
    }

    private static boolean isConnected(int port, Path tables) throws IOException {
        var wanted = ":%04X".formatted(port);
        for (var table : List.of("tcp", "tcp6")) {
            var file = tables.resolve(table);
            if (!Files.exists(file)) {
                continue;
            }
            for (var line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                // sl, local address, remote address, state, ...
                var columns = line.strip().split(" +", 5);
                if (columns.length == 5 && columns[2].endsWith(wanted) && columns[3].equals(ESTABLISHED)) {
                    return true;
                }
            }
        }
        System.err.println("no connection to port " + port);
        return false;
    }
}
