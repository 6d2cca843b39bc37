package io.waybill.activities.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.receipt.ReceiptPending;
import io.waybill.activities.receipt.Receipts;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.activities.signing.ReceiptKeyInUse;
import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.activities.testing.TestActivities;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong with a log, and how it is noticed. */
@Timeout(120)
class LogFaultsTest {

    private static final TestWitness WITNESS = new TestWitness();

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities()
            .objectsInMemory()
            .moneyOnly()
            .with("waybill.log.witness-every", "1h")
            .with("waybill.log.witnesses.one", WITNESS.setting());

    private LogSteps log;
    private TransparencyLog reader;
    private UUID account;

    @BeforeEach
    void open() {
        log = new LogSteps(ACTIVITIES);
        reader = ACTIVITIES.bean(TransparencyLog.class);
        WITNESS.trust(reader.key());
        account = ACTIVITIES.account(0).id();
        log.run();
        log.check();
    }

    @AfterAll
    static void close() {
        WITNESS.close();
    }

    @Test
    void aSequencerKilledBetweenTilesAndCheckpointLosesNothing() {
        add(300);
        log.append();
        long signed = Checkpoint.parse(
                        SignedNote.parse(reader.checkpoint().orElseThrow()).text())
                .size();

        log.begin();
        log.check();
        log.run();

        assertThat(reader.status().size()).isGreaterThanOrEqualTo(signed + 300);
        assertThat(reader.status().checkpointSize()).isEqualTo(reader.status().size());
    }

    @Test
    void aSequencerThatWasReplacedWritesNothingAnyMore() {
        add(2);
        var other = new LogSteps(ACTIVITIES);

        assertThatThrownBy(log::append).hasMessage("another sequencer has begun");
        assertThatThrownBy(log::sign).hasMessage("another sequencer has begun");
        assertThat(other.run()).isEqualTo(2);
    }

    @Test
    void aDatabaseRestoredFromAnOlderBackupIsRefusedByThePublishedCheckpoint() throws SQLException {
        add(300);
        log.run();
        sql("CREATE TABLE old_state AS TABLE log_state", "CREATE TABLE old_tile AS TABLE log_tile");
        long before = reader.status().size();
        add(5);
        log.run();
        WITNESS.forget();

        restore(before);

        assertThatThrownBy(log::check)
                .isInstanceOf(LogRefused.class)
                .hasMessageContaining("was it restored from an older backup?");
        forgetPublished();
        log.check(); // without that and without a witness nobody can know
        dropOld();
    }

    @Test
    void aDatabaseRestoredFromAnOlderBackupIsRefusedByTheWitness() throws SQLException {
        add(300);
        log.run();
        sql("CREATE TABLE old_state AS TABLE log_state", "CREATE TABLE old_tile AS TABLE log_tile");
        long before = reader.status().size();
        add(5);
        log.run();
        log.check();

        restore(before);
        forgetPublished();

        assertThatThrownBy(log::check)
                .isInstanceOf(LogRefused.class)
                .hasMessageContaining("the witness witness.example has seen a log of this name of " + (before + 5));
        add(9);
        log.run();
        assertThatThrownBy(log::check).isInstanceOf(LogRefused.class).hasMessageContaining("are no continuation");
        assertThat(reader.status().witnesses().getFirst().refusal()).contains("are no continuation");
        WITNESS.forget();
        sql("UPDATE log_witness SET seen_size = 0");
        dropOld();
    }

    @Test
    void theWitnesssCosignatureStandsUnderTheCheckpoint() {
        add(3);
        log.run();

        log.check();

        var note = SignedNote.parse(reader.checkpoint().orElseThrow());
        assertThat(note.verified(WITNESS.key(), VerifyKey::verify)).isPresent();
        assertThat(note.verified(reader.key(), VerifyKey::verify)).isPresent();
        assertThat(reader.status().witnesses().getFirst().seenSize())
                .isEqualTo(reader.status().size());
    }

    @Test
    void aFlippedByteOfALeafOrATileIsNoticed() throws SQLException {
        add(600);
        log.run();
        log.check();
        var flips = List.of(
                "UPDATE log_range SET entries = set_byte(entries, %1$d, get_byte(entries, %1$d) # 1)"
                        + " WHERE first_index = (SELECT min(first_index) FROM log_range)",
                "UPDATE log_tile SET hashes = set_byte(hashes, %1$d, get_byte(hashes, %1$d) # 1)"
                        + " WHERE level = 1 AND tile = 0",
                "UPDATE log_state SET root = set_byte(root, %1$d, get_byte(root, %1$d) # 1)");

        for (String flip : flips) {
            for (int at = 0; at < 32; at += 5) {
                sql("SET session_replication_role = replica", flip.formatted(at));
                assertThatThrownBy(log::check).as(flip.formatted(at)).isInstanceOf(LogRefused.class);
                sql("SET session_replication_role = replica", flip.formatted(at));
            }
        }

        log.check();
        reader.check();
    }

    @Test
    void theWholeLogIsCheckedWhileItGrows() throws Exception {
        add(600);
        log.run();
        var failure = new java.util.concurrent.atomic.AtomicReference<@Nullable Throwable>();
        var checks = new java.util.concurrent.atomic.AtomicInteger();
        var checking = new java.util.concurrent.atomic.AtomicBoolean(true);
        Thread checker = Thread.ofPlatform().start(() -> {
            try {
                while (checking.get()) {
                    reader.check();
                    checks.incrementAndGet();
                }
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });

        for (int i = 0; i < 20; i++) {
            add(300);
            log.run();
        }
        checking.set(false);
        checker.join();

        assertThat(failure.get()).isNull();
        assertThat(checks.get()).isPositive();
    }

    @Test
    void tilesAndLeavesCannotBeChangedByTheRoleThatProcessesHave() throws SQLException {
        add(300);
        log.run();

        assertThatThrownBy(() -> sql("SET ROLE waybill_system", "UPDATE log_range SET leaves = leaves"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> sql("SET ROLE waybill_system", "DELETE FROM log_tile"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() ->
                        sql("SET ROLE waybill_system", "UPDATE log_tile SET hashes = decode(repeat('00', 32), 'hex')"))
                .hasMessageContaining("a tile only grows");
    }

    @Test
    void aFullDiskWhileTilesAreWrittenChangesNothing() throws SQLException {
        sql(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$",
                "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON log_tile EXECUTE FUNCTION full_disk()");
        long before = reader.status().size();
        add(600);

        assertThatThrownBy(log::run).hasMessageContaining("no space left on device");
        long during = reader.status().size();
        sql("DROP TRIGGER full_disk ON log_tile", "DROP FUNCTION full_disk()");
        long appended = log.run();

        assertThat(during).isEqualTo(before);
        assertThat(appended).isEqualTo(600);
        log.check();
    }

    @Test
    void aClockThatIsSetBackStopsNothing() {
        ACTIVITIES.clock().advance(Duration.ofDays(1));
        add(2);
        log.run();
        log.check();
        ACTIVITIES.clock().advance(Duration.ofDays(-2));

        List<SingleReceipt> late = add(2);
        log.run();
        log.check();

        assertThat(verdict(late.getFirst())).isEqualTo(Verdict.Answer.HOLDS);
        ACTIVITIES.clock().advance(Duration.ofDays(1));
    }

    @Test
    void receiptsOfAKeyThatWasReplacedStillVerify() {
        var keys = ACTIVITIES.bean(ReceiptKeys.class);
        SingleReceipt before = add(1).getFirst();
        keys.rotate(KeyPurpose.ASSERTIONS);
        ACTIVITIES.clock().advance(Duration.ofMinutes(1));
        SingleReceipt after = add(1).getFirst();
        assertThatThrownBy(() -> verdict(after)).isInstanceOf(ReceiptPending.class);
        log.run();

        assertThat(after.receipt().keyId()).isNotEqualTo(before.receipt().keyId());
        assertThat(verdict(before)).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(after)).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(keys.history().keys().stream().filter(info -> info.purpose() == KeyPurpose.ASSERTIONS))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void ofARevokedKeyHoldsWhatStoodInTheLogBefore() {
        var keys = ACTIVITIES.bean(ReceiptKeys.class);
        SingleReceipt before = add(1).getFirst();
        String kid = before.receipt().keyId();
        log.run();
        SingleReceipt waiting = add(1).getFirst();
        SingleReceipt strange =
                ACTIVITIES.bean(SingleReceipts.class).assertion(account, "by a thief", "out", "a model", null);
        assertThatThrownBy(() -> keys.revoke(kid))
                .isInstanceOf(ReceiptKeyInUse.class)
                .hasMessageContaining("rotate");
        keys.rotate(KeyPurpose.ASSERTIONS);
        assertThatThrownBy(() -> keys.revoke(kid))
                .isInstanceOf(ReceiptKeyInUse.class)
                .hasMessageContaining("until");
        ACTIVITIES.clock().advance(Duration.ofMinutes(1));

        long place = keys.revoke(kid).orElseThrow();
        long again = keys.revoke(kid).orElseThrow();
        ACTIVITIES.bean(SingleReceipts.class).store(List.of(strange), () -> {});
        SingleReceipt after = add(1).getFirst();
        log.run();

        assertThat(again).isEqualTo(place);
        assertThat(verdict(before)).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(waiting)).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(strange)).isEqualTo(Verdict.Answer.FAILS);
        assertThat(verdict(after)).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(keys.history().find(kid).orElseThrow().status()).isEqualTo("revoked");
        assertThat(keys.revoke("unknown")).isEmpty();
        String logKey = keys.active(KeyPurpose.CHECKPOINTS).verifyKey().kid();
        assertThatThrownBy(() -> keys.revoke(logKey)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Verdict.Answer verdict(SingleReceipt single) {
        var receipts = ACTIVITIES.bean(Receipts.class);
        var found = receipts.find(UUID.fromString(single.receipt().id())).orElseThrow();
        byte[] pack = receipts.evidence(found, found.accountId());
        return PackVerifier.verify(
                        pack, Trust.of(ACTIVITIES.bean(TransparencyLog.class).key()))
                .overall();
    }

    private List<SingleReceipt> add(int receipts) {
        var singles = ACTIVITIES.bean(SingleReceipts.class);
        List<SingleReceipt> made = new ArrayList<>();
        for (int i = 0; i < receipts; i++) {
            made.add(singles.assertion(account, "in " + i, "out " + i, "a model", null));
        }
        singles.store(made, () -> {});
        return made;
    }

    /** As a backup would: the log's rows as they were, and nothing of what came after. */
    private void restore(long size) throws SQLException {
        sql(
                "SET session_replication_role = replica",
                "DELETE FROM log_range WHERE first_index >= " + size,
                "DELETE FROM log_tile",
                "INSERT INTO log_tile SELECT * FROM old_tile",
                "DELETE FROM log_state",
                "INSERT INTO log_state SELECT * FROM old_state");
        log.begin();
    }

    private void dropOld() throws SQLException {
        sql("DROP TABLE old_state", "DROP TABLE old_tile");
    }

    private static void forgetPublished() {
        try {
            ACTIVITIES.bean(ObjectStore.class).delete(ObjectKeys.checkpoint());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sql(String... statements) throws SQLException {
        try (Connection connection = ACTIVITIES.database().connect();
                var statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }
}
