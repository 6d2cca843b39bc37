package io.waybill.standalone.part;

import io.waybill.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting for a part to answer. */
final class Waiting {

    private static final int CONNECT_MILLIS = 500;
    private static final int PAUSE_MILLIS = 25;

    /** A process that ends so often before it is ready will not become so. */
    private static final int RESTARTS_MAX = 4;

    private Waiting() {}

    /** A question that may fail for as long as the part is not ready. */
    @FunctionalInterface
    interface Probe {

        /** {@return whether the part can be used} */
        boolean isReady() throws IOException, InterruptedException;
    }

    /** Asks until the answer is yes. */
    static void until(String part, Duration patience, Path log, SupervisedProcess process, Probe probe)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        String look = "see " + log;
        while (System.nanoTime() < end) {
            try {
                if (probe.isReady()) {
                    return;
                }
            } catch (IOException _) {
                // Not yet.
            }
            if (process.restarts() > RESTARTS_MAX) {
                throw new IllegalStateException(part + " ends as soon as it is started; " + look);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new NotReady(part, patience.toSeconds(), look);
    }

    /** {@return whether something listens on the loopback port} */
    static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            // A port that the system gives to connections may be the caller's own end.
            return socket.getLocalPort() != port;
        } catch (IOException _) {
            return false;
        }
    }
}
