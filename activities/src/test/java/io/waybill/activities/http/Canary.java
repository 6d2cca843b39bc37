package io.waybill.activities.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Listens at an address that nobody may call, and counts who does. */
final class Canary implements AutoCloseable {

    private final ServerSocket listener;
    private final AtomicInteger seen = new AtomicInteger();

    private Canary(ServerSocket listener) {
        this.listener = listener;
        Thread.ofVirtual().name("canary").start(this::listen);
    }

    static Canary at(String address, int port) {
        try {
            return new Canary(new ServerSocket(port, 50, InetAddress.getAllByName(address)[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int seen() {
        return seen.get();
    }

    private void listen() {
        try {
            while (true) {
                try (Socket _ = listener.accept()) {
                    seen.incrementAndGet();
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
