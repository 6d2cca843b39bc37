package io.waybill.gpu.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A model server over real sockets that answers as it is told, faults and all. */
final class ScriptedServer implements AutoCloseable {

    /** What one call gets. */
    interface Answer {
        void give(Call call) throws IOException, InterruptedException;
    }

    private final ServerSocket socket;
    private final ConcurrentLinkedDeque<Answer> script = new ConcurrentLinkedDeque<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger probes = new AtomicInteger();
    private volatile Answer otherwise = call -> call.stream("Hello", " world");
    private volatile Answer models = call -> call.json(200, "{\"object\":\"list\",\"data\":[{\"id\":\"tiny\"}]}");

    ScriptedServer() {
        try {
            socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    /** The next call gets this, those after it what was said otherwise. */
    ScriptedServer then(Answer answer) {
        script.add(answer);
        return this;
    }

    ScriptedServer always(Answer answer) {
        otherwise = answer;
        return this;
    }

    ScriptedServer lists(Answer answer) {
        models = answer;
        return this;
    }

    List<Call> calls() {
        return calls;
    }

    int most() {
        return most.get();
    }

    int connections() {
        return connections.get();
    }

    int probes() {
        return probes.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(accepted));
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket accepted) {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(accepted.getInputStream());
            Call call = Call.read(accepted, in);
            while (call != null) {
                answer(call);
                call = Call.read(accepted, in);
            }
        } catch (IOException | InterruptedException _) {
            // The client went away, or the fault was ours.
        }
    }

    private void answer(Call call) throws IOException, InterruptedException {
        if (call.path().endsWith("/models")) {
            probes.incrementAndGet();
            models.give(call);
            return;
        }
        calls.add(call);
        Answer next = script.poll();
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            (next == null ? otherwise : next).give(call);
        } finally {
            now.decrementAndGet();
        }
    }

    /** Calls that are answered now. */
    int now() {
        return now.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request that was read, and the socket to answer on. */
    static final class Call {

        private final Socket socket;
        private final String path;
        private final Map<String, String> headers;
        private final String body;
        private final OutputStream out;
        private final CountDownLatch gone = new CountDownLatch(1);

        private Call(Socket socket, String path, Map<String, String> headers, String body) throws IOException {
            this.socket = socket;
            this.path = path;
            this.headers = headers;
            this.body = body;
            this.out = socket.getOutputStream();
        }

        private static @Nullable Call read(Socket socket, InputStream in) throws IOException {
            String first = line(in);
            if (first.isEmpty()) {
                return null;
            }
            var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
            for (String line = line(in); !line.isEmpty(); line = line(in)) {
                headers.put(
                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                        line.substring(line.indexOf(':') + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            return new Call(socket, first.split(" ", -1)[1], headers, body);
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

        String path() {
            return path;
        }

        String body() {
            return body;
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** A whole answer of JSON. */
        void json(int status, String text, String... more) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            raw("HTTP/1.1 " + status + " Said\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                    + "\r\n" + String.join("", more) + "\r\n" + text);
        }

        /** Begins a stream. */
        void begin() throws IOException {
            raw(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        /** One event of a stream. */
        void event(String data) throws IOException {
            part("data: " + data + "\n\n");
        }

        /** Bytes of a stream. */
        void part(String text) throws IOException {
            raw(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
        }

        /** Ends a stream. */
        void end() throws IOException {
            raw("0\r\n\r\n");
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** A whole good answer of one choice. */
        void stream(String... pieces) throws IOException {
            begin();
            for (String piece : pieces) {
                event(delta(piece));
            }
            event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
            event("{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":" + pieces.length + "}}");
            event("[DONE]");
            end();
        }

        static String delta(String text) {
            return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text + "\"},\"finish_reason\":null}]}";
        }

        /** Resets the connection. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client closes the connection. */
        void untilGone() throws IOException {
            int read = socket.getInputStream().read();
            if (read < 0) {
                gone.countDown();
            }
        }

        CountDownLatch gone() {
            return gone;
        }
    }
}
