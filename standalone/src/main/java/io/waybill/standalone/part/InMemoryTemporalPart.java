package io.waybill.standalone.part;

import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.PortBoundTestServer;
import io.waybill.standalone.process.SupervisedProcess;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Temporal's in-memory server within this process: there at once, forgets everything, has no UI. */
public final class InMemoryTemporalPart implements Part {

    private final int port;
    private @Nullable PortBoundTestServer server; // null until started

    /** Starts nothing yet. */
    public InMemoryTemporalPart(int port) {
        this.port = port;
    }

    @Override
    public String name() {
        return "temporal";
    }

    @Override
    public String summary() {
        return "port " + port + ", in memory: batches do not survive a restart, and there is no UI";
    }

    @Override
    public List<SupervisedProcess> processes() {
        return List.of();
    }

    @Override
    public void start() {
        // Its clock skips ahead while nothing runs unless it is locked.
        server = TestServer.createPortBoundServer(port, true);
    }

    @Override
    public void stop() {
        if (server != null) {
            server.close();
        }
    }
}
