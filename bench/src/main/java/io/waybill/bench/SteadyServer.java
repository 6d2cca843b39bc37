package io.waybill.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A model server without a model: answers each chat at once with its first piece, and with one every few milliseconds
 * from then on, so that what lies between is all that is measured.
 */
final class SteadyServer implements AutoCloseable {

    /** Pieces of one answer. */
    static final int PIECES = 32;

    private static final int PAUSE_MILLIS = 10;

    private static final int BACKLOG = 256;

    private static final byte[] HEAD = bytes("""
            HTTP/1.1 200 OK\r
            Content-Type: text/event-stream\r
            Transfer-Encoding: chunked\r
            \r
            """);
    private static final byte[] PIECE =
            chunk("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" word\"},\"finish_reason\":null}]}\n\n");
    private static final byte[] END = chunk("""
            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":32}}

            data: [DONE]

            """);
    private static final byte[] LAST = bytes("0\r\n\r\n");

    private final ServerSocket socket;

    SteadyServer() throws IOException {
        socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** {@return its base URL} */
    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                Thread.ofVirtual().start(() -> serve(accepted));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private static void serve(Socket accepted) {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(accepted.getInputStream());
            OutputStream out = accepted.getOutputStream();
            String line = line(in);
            while (!line.isEmpty()) {
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(
                                header.substring(header.indexOf(':') + 1).strip());
                    }
                }
                in.readNBytes(length);
                answer(line, out);
                line = line(in);
            }
        } catch (IOException | InterruptedException _) {
            // The client is done.
        }
    }

    private static void answer(String request, OutputStream out) throws IOException, InterruptedException {
        if (request.startsWith("GET")) {
            String list = "{\"data\":[{\"id\":\"steady\"}]}";
            out.write(bytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + list.length()
                    + "\r\n\r\n" + list));
            return;
        }
        out.write(HEAD);
        for (int i = 0; i < PIECES; i++) {
            if (i > 0) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            out.write(PIECE);
        }
        out.write(END);
        out.write(LAST);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        int c = in.read();
        while (c >= 0 && c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }

    private static byte[] chunk(String text) {
        return bytes(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
