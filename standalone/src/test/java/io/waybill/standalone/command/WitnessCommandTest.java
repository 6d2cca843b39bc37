package io.waybill.standalone.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.log.LogRefused;
import io.waybill.activities.log.LogSteps;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.activities.testing.TestActivities;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.SignedNote;
import io.waybill.standalone.witness.WitnessFolder;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/** {@code ./waybill witness}, asked by the sequencer of a log over HTTP. */
@Timeout(120)
class WitnessCommandTest {

    private static final String NAME = "witness.example";
    private static final int PORT = freePort();
    private static final Path STATE = directory();
    private static final NoteKey KEY = key();

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities()
            .objectsInMemory()
            .moneyOnly()
            .with("waybill.log.witnesses.one", KEY.vkey() + " http://127.0.0.1:" + PORT);

    @Test
    void cosignsWhatGoesOnFromWhatItSawBeforeItsRestartAndNothingElse() throws Exception {
        var log = new LogSteps(ACTIVITIES);
        var reader = ACTIVITIES.bean(TransparencyLog.class);
        grow(log, 5);

        try (var running = witness(reader.key())) {
            log.check();
            assertThat(running.setting()).isEqualTo(KEY.vkey() + " http://127.0.0.1:" + PORT);
        }
        var first = SignedNote.parse(reader.checkpoint().orElseThrow());
        grow(log, 300);
        log.check(); // it is away: the log goes on without it
        var alone = SignedNote.parse(reader.checkpoint().orElseThrow());
        try (var _ = witness(reader.key())) {
            log.check();
            var second = SignedNote.parse(reader.checkpoint().orElseThrow());
            assertThat(second.verified(KEY, VerifyKey::verify)).isPresent();
            assertThat(reader.status().witnesses().getFirst().seenSize()).isEqualTo(305);
        }
        assertThat(first.verified(KEY, VerifyKey::verify)).isPresent();
        assertThat(alone.verified(KEY, VerifyKey::verify)).isEmpty();

        beginAnew(log);
        grow(log, 400);
        try (var _ = witness(reader.key())) {
            assertThatThrownBy(log::check)
                    .isInstanceOf(LogRefused.class)
                    .hasMessageContaining("the witness " + NAME + " has seen a log of this name of 305 leaves");
        }
    }

    @Test
    void keepsItsKeyForItselfAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(STATE.resolve("key"))))
                .isEqualTo("rw-------");
        assertThat(key()).isEqualTo(KEY);
    }

    private static WitnessCommand.Running witness(NoteKey log) throws IOException {
        var command = new WitnessCommand();
        new CommandLine(command)
                .parseArgs(
                        "--state",
                        STATE.toString(),
                        "--name",
                        NAME,
                        "--log",
                        log.vkey(),
                        "--port",
                        Integer.toString(PORT));
        return command.start();
    }

    private static void grow(LogSteps log, int leaves) {
        var singles = ACTIVITIES.bean(SingleReceipts.class);
        var account = ACTIVITIES.account(0).id();
        singles.store(
                IntStream.range(0, leaves)
                        .mapToObj(i -> singles.assertion(account, "in " + i, "out", "a model", null))
                        .toList(),
                () -> {});
        log.run();
    }

    /** Another log with the same name and key, of which nothing but the witness knows better. */
    private static void beginAnew(LogSteps log) throws SQLException, IOException {
        try (var connection = ACTIVITIES.database().connect();
                var statement = connection.createStatement()) {
            for (var sql : List.of(
                    "SET session_replication_role = replica",
                    "DELETE FROM log_range",
                    "DELETE FROM log_tile",
                    "DELETE FROM log_state",
                    "UPDATE log_witness SET seen_size = 0")) {
                statement.execute(sql);
            }
        }
        ACTIVITIES.bean(ObjectStore.class).delete(ObjectKeys.checkpoint());
        log.begin();
    }

    private static NoteKey key() {
        try {
            return new NoteKey(
                    NAME,
                    NoteKey.Kind.COSIGNATURE,
                    new WitnessFolder(STATE).key().verifyKey().bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("witness");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
