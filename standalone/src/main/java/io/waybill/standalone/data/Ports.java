package io.waybill.standalone.data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/**
 * Ports on the loopback interface: the one asked for, else the one of the last start, else the preferred one, else the
 * next that is free. Each stays this platform's own until {@link #close}, whether or not something listens there.
 */
public final class Ports implements AutoCloseable {

    /** So many ports above the one wanted are tried: enough for some tens of platforms on one machine. */
    private static final int TRIES = 200;

    private static final int HIGHEST = 65_535;

    private final DataDirectory data;
    private final Path locks;
    private final Consumer<String> notes;
    private final Map<String, Integer> last;
    private final Map<String, Integer> chosen = new LinkedHashMap<>();
    private final List<PortLock> held = new ArrayList<>();

    /**
     * Reads the ports of the last start.
     *
     * @param locks where all platforms of this user keep their locks
     * @param notes hears when another port is taken than the one asked for
     */
    public Ports(DataDirectory data, Path locks, Consumer<String> notes) throws IOException {
        this.data = data;
        this.locks = locks;
        this.notes = notes;
        this.last = read(data);
    }

    /**
     * {@return a free port for {@code name}}
     *
     * @param asked 0 for none
     */
    public int choose(String name, int asked, int preferred) throws IOException {
        int wanted = asked > 0 ? asked : last.getOrDefault(name, preferred);
        for (int port = wanted; port <= Math.min(wanted + TRIES, HIGHEST); port++) {
            if (!chosen.containsValue(port) && take(port)) {
                if (port != wanted) {
                    notes.accept("port " + wanted + " is taken, " + name + " uses " + port);
                }
                chosen.put(name, port);
                return port;
            }
        }
        throw new IOException("no free port for " + name + " from " + wanted + " to " + (wanted + TRIES));
    }

    /** Keeps the ports for the next start. */
    public void save() throws IOException {
        OwnerOnly.write(data.ports(), Json.MAPPER.writeValueAsString(chosen) + "\n");
    }

    private static Map<String, Integer> read(DataDirectory data) throws IOException {
        if (!Files.exists(data.ports())) {
            return Map.of();
        }
        try {
            return Json.MAPPER.readValue(
                    Files.readString(data.ports()), new TypeReference<TreeMap<String, Integer>>() {});
        } catch (JacksonException _) {
            return Map.of();
        }
    }

    private boolean take(int port) throws IOException {
        Optional<PortLock> lock = PortLock.take(locks, port);
        if (lock.isEmpty()) {
            return false;
        }
        if (!isFree(port)) {
            lock.get().close();
            return false;
        }
        held.add(lock.get());
        return true;
    }

    /** Gives the ports back. */
    @Override
    public void close() throws IOException {
        for (PortLock lock : held) {
            lock.close();
        }
        held.clear();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
