package io.waybill.activities.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a PostgreSQL server, and counts how often the client waits for an answer: what it sends
 * after an answer begins a round trip, what it sends before the next belongs to it.
 */
public final class WireCount implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final URI server;
    private final AtomicLong roundTrips = new AtomicLong();

    /** Listens on a free port, in front of the server of {@code jdbcUrl}, which has no parameters. */
    public WireCount(String jdbcUrl) {
        try {
            this.server = URI.create(jdbcUrl.substring("jdbc:".length()));
            this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(this::accept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the URL for the client} */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + server.getPath()
                + "?sslmode=disable&gssEncMode=disable";
    }

    /** {@return how often the clients have waited so far} */
    public long roundTrips() {
        return roundTrips.get();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                var answered = new AtomicBoolean(true);
                Thread.ofVirtual().start(() -> copy(upstream, client, () -> answered.set(true)));
                Thread.ofVirtual()
                        .start(() -> copy(client, upstream, () -> {
                            if (answered.getAndSet(false)) {
                                roundTrips.incrementAndGet();
                            }
                        }));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private static void copy(Socket from, Socket to, Runnable beforeEach) {
        try (from;
                to) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int bytes = from.getInputStream().read(buffer); bytes >= 0; ) {
                beforeEach.run();
                to.getOutputStream().write(buffer, 0, bytes);
                bytes = from.getInputStream().read(buffer);
            }
        } catch (IOException _) {
            // one of them has gone
        }
    }
}
