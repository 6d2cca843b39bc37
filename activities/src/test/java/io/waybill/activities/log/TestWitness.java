package io.waybill.activities.log;

import com.sun.net.httpserver.HttpServer;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A witness over HTTP that keeps what it saw in memory. */
final class TestWitness implements AutoCloseable, Witness.Seen {

    private final SigningKey secret = SigningKey.generate(new SecureRandom());
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile List<NoteKey> logs = List.of();

    TestWitness() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/add-checkpoint", exchange -> {
            try (exchange) {
                String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                var witness = new Witness(key(), secret::sign, logs, VerifyKey::verify, this, InstantSource.system());
                Witness.Answer answer = witness.addCheckpoint(request);
                byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    NoteKey key() {
        return new NoteKey(
                "witness.example", NoteKey.Kind.COSIGNATURE, secret.verifyKey().bytes());
    }

    /** {@return what {@code waybill.log.witnesses} has of it} */
    String setting() {
        return key().vkey() + " http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The log whose checkpoints it cosigns, whose key is made by the test. */
    void trust(NoteKey log) {
        logs = List.of(log);
    }

    void forget() {
        seen.clear();
    }

    @Override
    public Optional<String> last(String origin) {
        return Optional.ofNullable(seen.get(origin));
    }

    @Override
    public void remember(String origin, String note) {
        seen.put(origin, note);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
