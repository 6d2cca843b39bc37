package io.waybill.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Answers each request with the next line of a script, byte for byte, and closes the connection. */
final class FaultyServer implements AutoCloseable {

    private final ServerSocket socket;
    private final BlockingQueue<String> script = new LinkedBlockingQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    FaultyServer(String... answers) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        script.addAll(List.of(answers));
        Thread.ofVirtual().start(this::serve);
    }

    S3Settings settings() {
        var endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        return new S3Settings(endpoint, "us-east-1", "bucket", "access", "secret");
    }

    /** {@return the head of each request so far} */
    List<String> requests() {
        return requests;
    }

    static String error(int status, String code) {
        var body = "<Error><Code>" + code + "</Code><Message>because</Message></Error>";
        return "HTTP/1.1 " + status + " Status\r\nContent-Type: application/xml\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    /** A body of which {@code length} is promised; it may be shorter. */
    static String answer(int status, int length, String body) {
        return "HTTP/1.1 " + status + " Status\r\nETag: \"v1\"\r\nContent-Length: " + length
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    private void serve() {
        while (true) {
            try (var connection = socket.accept()) {
                requests.add(readRequest(connection));
                var answer = script.poll();
                write(connection.getOutputStream(), answer == null ? error(501, "ScriptEnded") : answer);
                connection.shutdownOutput();
            } catch (SocketException e) {
                if (socket.isClosed()) {
                    return;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void write(OutputStream output, String answer) throws IOException {
        output.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    private static String readRequest(Socket connection) throws IOException {
        var input = connection.getInputStream();
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var c = input.read();
            if (c < 0) {
                return head.toString();
            }
            head.append((char) c);
        }
        skipBody(input, head.toString());
        return head.toString();
    }

    private static void skipBody(InputStream input, String head) throws IOException {
        for (var line : head.split("\r\n", -1)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                input.skipNBytes(Long.parseLong(line.substring(15).strip()));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
