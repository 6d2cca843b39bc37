package io.waybill.standalone.command;

import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Witness;
import io.waybill.standalone.witness.WitnessFolder;
import io.waybill.standalone.witness.WitnessServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Watches logs from outside. */
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        description =
                "Cosigns checkpoints of logs, each only where it goes on from the one before, until Ctrl-C. Best run"
                        + " by somebody else, on another machine. Its key and what it has seen are in its folder.")
final class WitnessCommand implements Callable<Integer> {

    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = ".waybill-witness",
            description = "its folder (default: ${DEFAULT-VALUE})")
    private Path state = Path.of("");

    @Option(
            names = "--name",
            defaultValue = "waybill.local/witness",
            description = "its name under checkpoints (default: ${DEFAULT-VALUE})")
    private String name = "";

    @Option(
            names = "--log",
            paramLabel = "KEY",
            required = true,
            description = "verifier key of a log that it watches, from the log's /log/key; repeatable")
    private List<String> logs = List.of();

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "address it listens on (default: ${DEFAULT-VALUE})")
    private String host = "";

    @Option(names = "--port", defaultValue = "0", description = "port (default: a free one)")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (var running = start()) {
            System.out.println("key " + running.key().vkey());
            System.out.println("url " + running.server().url());
            System.out.println("set waybill.log.witnesses.NAME to: " + running.setting());
            new CountDownLatch(1).await();
        }
        return 0;
    }

    /** Begins to cosign. */
    Running start() throws IOException {
        var folder = new WitnessFolder(state);
        SigningKey key = folder.key();
        var noteKey =
                new NoteKey(name, NoteKey.Kind.COSIGNATURE, key.verifyKey().bytes());
        var witness = new Witness(
                noteKey,
                key::sign,
                logs.stream().map(NoteKey::parse).toList(),
                VerifyKey::verify,
                folder,
                InstantSource.system());
        return new Running(noteKey, WitnessServer.start(witness, host, port));
    }

    /** A witness that cosigns. */
    record Running(NoteKey key, WitnessServer server) implements AutoCloseable {

        /** {@return how a log's settings name it} */
        String setting() {
            return key.vkey() + " " + server.url();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
