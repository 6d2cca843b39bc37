package io.waybill.activities.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** Reads requests and answers by a script, byte by byte where it likes. */
public final class RawReceiver implements AutoCloseable {

    private final ServerSocket listener;
    private final Script script;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private RawReceiver(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
        Thread.ofVirtual().name("receiver").start(this::listen);
    }

    public static RawReceiver at(String address, Script script) {
        return at(address, 0, ServerSocketFactory.getDefault(), script);
    }

    public static RawReceiver at(String address, int port, ServerSocketFactory factory, Script script) {
        try {
            return new RawReceiver(factory.createServerSocket(port, 50, InetAddress.getAllByName(address)[0]), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Script text(String answer) {
        return socket -> {
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        };
    }

    public static Script status(String line, String... headers) {
        return text("HTTP/1.1 " + line + "\r\nContent-Length: 0\r\nConnection: close\r\n"
                + String.join("", List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n");
    }

    /** {@return the address it listens at} */
    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    /** {@return the port it listens at} */
    public int port() {
        return listener.getLocalPort();
    }

    /** {@return head of each request, with its body} */
    public List<String> requests() {
        return requests;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException _) {
                // closed, or a handshake that failed
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            var head = new StringBuilder();
            int length = 0;
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                head.append(line).append('\n');
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            line.substring("content-length:".length()).strip());
                }
            }
            var body = new char[length];
            int read = reader.read(body);
            if (head.isEmpty()) {
                return;
            }
            requests.add(head + "\n" + new String(body, 0, Math.max(0, read)));
            script.answer(socket);
        } catch (IOException _) {
            // the other side has had enough
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** Writes to the one who asked; the connection ends with it. */
    @FunctionalInterface
    public interface Script {

        void answer(Socket socket) throws IOException;
    }
}
