package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.log.LogQueue;
import io.waybill.activities.log.LogSteps;
import io.waybill.activities.log.TransparencyLog;
import io.waybill.activities.receipt.FoundReceipt;
import io.waybill.activities.receipt.ReceiptPending;
import io.waybill.activities.receipt.Receipts;
import io.waybill.activities.receipt.ReceiptsDamaged;
import io.waybill.activities.receipt.Unopened;
import io.waybill.activities.testing.TestActivities;
import io.waybill.receipts.log.Tile;
import io.waybill.receipts.pack.PackVerifier;
import io.waybill.receipts.pack.Trust;
import io.waybill.receipts.pack.Verdict;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receipts of batches, from settled items to the log. */
@Timeout(240)
class ReceiptsOfBatchTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().objectsInMemory();

    private BatchWorld world;
    private LogSteps log;
    private UUID account;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        log = new LogSteps(ACTIVITIES);
        account = world.account();
        log.run();
    }

    @Test
    void everyItemHasOneLeafAndTheStatementTheNext() {
        String batch = ran(700);
        long before = size();

        world.steps().attest(batch);
        world.steps().attest(batch);
        long leaves = log.run();
        long none = log.run();

        assertThat(leaves).isEqualTo(701);
        assertThat(none).isZero();
        assertThat(size()).isEqualTo(before + 701);
        assertThat(ACTIVITIES.bean(TransparencyLog.class).proof(before)).isPresent();
        assertThat(ACTIVITIES.bean(TransparencyLog.class).proof(before + 700)).isPresent();
        assertThat(ACTIVITIES.bean(TransparencyLog.class).proof(before + 701)).isEmpty();
        log.check();
    }

    @Test
    void aLargeBatchGoesOnAtTheLastPartThatWasWritten() {
        String disturbed = ran(70_000);
        String undisturbed = ran(70_000);

        var pages = new AtomicInteger();
        assertThatThrownBy(() -> world.steps(_ -> {
                            if (pages.incrementAndGet() == 12) {
                                throw new IllegalStateException("the worker is gone");
                            }
                        })
                        .attest(disturbed))
                .hasMessage("the worker is gone");
        world.steps().attest(disturbed);
        world.steps().attest(undisturbed);
        long leaves = log.run();

        assertThat(leaves).isEqualTo(2 * 70_001);
        assertThat(statement(disturbed)).contains("\"count\":70000").contains("\"outcomes\":{\"succeeded\":70000}");
        log.check();
        ACTIVITIES.bean(TransparencyLog.class).check();
        var tile = ACTIVITIES.bean(TransparencyLog.class).tile(new Tile(Tile.Kind.HASHES, 1, 0, Tile.WIDTH));
        assertThat(tile.orElseThrow()).hasSize(8192);
    }

    @ParameterizedTest
    @ValueSource(ints = {LogQueue.ROW_LEAVES_MAX, LogQueue.ROW_LEAVES_MAX + 1, LogQueue.OBJECT_LEAVES})
    void aBatchThatFillsARowOrAPartHasAllItsReceipts(int items) throws IOException {
        String batch = ran(items);
        UUID id = BatchRows.id(batch);
        world.steps().attest(batch);
        long leaves = log.run();

        var receipts = ACTIVITIES.bean(Receipts.class);
        var pack = new ByteArrayOutputStream();
        receipts.evidence(account, id, pack);
        assertThat(leaves).isEqualTo(items + 1);
        assertThat(receipts.of(account, id, items - 2, 10)).hasSize(2);
        assertThat(verdict(pack.toByteArray()).overall()).isEqualTo(Verdict.Answer.HOLDS);
        log.check();
    }

    @Test
    void itemsOfABatchThatNeverRanHaveReceiptsToo() {
        String batch = world.submit(account, true, BatchWorld.lines(3) + "not json\n");
        world.prepare(batch);
        world.hold(batch);
        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));

        world.steps().attest(batch);

        assertThat(log.run()).isEqualTo(5);
        assertThat(statement(batch)).contains("\"outcomes\":{\"cancelled\":3,\"failed\":1}");
    }

    @Test
    void evidenceOfItemsAndOfTheBatchVerifiesOfflineAndOpensForTheOwnerAlone() throws IOException {
        String batch = ran(40);
        UUID id = BatchRows.id(batch);
        world.steps().attest(batch);
        var receipts = ACTIVITIES.bean(Receipts.class);
        assertThatThrownBy(() -> receipts.of(account, id, 0, 10)).isInstanceOf(ReceiptPending.class);
        log.run();

        List<FoundReceipt> page = receipts.of(account, id, 30, 100);
        FoundReceipt found =
                receipts.find(UUID.fromString(page.getFirst().receipt().id())).orElseThrow();
        var whole = new ByteArrayOutputStream();
        receipts.evidence(account, id, whole);
        byte[] owned = receipts.evidence(found, account);
        byte[] open = receipts.evidence(found, null);

        assertThat(page).hasSize(10);
        assertThat(found.receipt()).isEqualTo(page.getFirst().receipt());
        assertThat(receipts.holds(found)).isTrue();
        assertThat(verdict(owned).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(open).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(whole.toByteArray()).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(new String(owned, StandardCharsets.UTF_8)).contains("\"openings\":{\"input\"");
        assertThat(new String(open, StandardCharsets.UTF_8)).doesNotContain("openings");
        assertThat(receipts.of(UUID.randomUUID(), id, 0, 10)).isEmpty();
        assertThat(receipts.find(UUID.randomUUID())).isEmpty();

        assertThat(receipts.forget(
                        UUID.randomUUID(), UUID.fromString(found.receipt().id())))
                .isFalse();
        assertThat(receipts.forget(account, UUID.fromString(found.receipt().id())))
                .isTrue();

        byte[] forgotten = receipts.evidence(found, account);
        byte[] other = receipts.evidence(page.get(1), account);
        assertThat(new String(forgotten, StandardCharsets.UTF_8)).doesNotContain("openings");
        assertThat(new String(other, StandardCharsets.UTF_8)).contains("openings");
        assertThat(verdict(forgotten).overall()).isEqualTo(Verdict.Answer.HOLDS);
        log.check();
    }

    /** More items than a row holds, so that what receipts are made of lies beside the results. */
    @Test
    void evidenceStillVerifiesWhenTheResultsAreGoneAndSaysWhatCannotBeOpened() throws IOException {
        String batch = ran(1_100);
        UUID id = BatchRows.id(batch);
        world.steps().attest(batch);
        log.run();
        var receipts = ACTIVITIES.bean(Receipts.class);
        FoundReceipt found = receipts.of(account, id, 7, 1).getFirst();
        FoundReceipt forgotten = receipts.of(account, id, 8, 1).getFirst();
        byte[] kept = receipts.evidence(found, account);
        receipts.forget(account, UUID.fromString(forgotten.receipt().id()));
        assertThat(receipts.unopened(found)).isEmpty();
        assertThat(receipts.unopened(account, id)).isEmpty();
        ACTIVITIES.clock().advance(Duration.ofDays(31));

        long removed = ACTIVITIES.bean(BatchRetention.class).removeResults(() -> {});

        byte[] gone = receipts.evidence(found, account);
        var whole = new ByteArrayOutputStream();
        receipts.evidence(account, id, whole);
        assertThat(removed).isPositive();
        assertThat(verdict(kept).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(gone).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(verdict(whole.toByteArray()).overall()).isEqualTo(Verdict.Answer.HOLDS);
        assertThat(new String(gone, StandardCharsets.UTF_8)).doesNotContain("openings");
        assertThat(whole.toString(StandardCharsets.UTF_8)).doesNotContain("openings");
        assertThat(receipts.unopened(found)).contains(Unopened.RESULTS_REMOVED);
        assertThat(receipts.unopened(forgotten)).contains(Unopened.FORGOTTEN);
        assertThat(receipts.unopened(account, id)).contains(Unopened.RESULTS_REMOVED);
        log.check();
    }

    @Test
    void aRecordThatIsNotTheOneInTheLogIsNeverSigned() throws SQLException {
        String batch = ran(3);
        UUID id = BatchRows.id(batch);
        world.steps().attest(batch);
        log.run();
        try (Connection connection = ACTIVITIES.database().connect();
                var update = connection.prepareStatement("UPDATE receipt_batch"
                        + " SET records = set_byte(records, 100, get_byte(records, 100) # 2) WHERE batch_id = ?")) {
            update.setObject(1, id);
            update.executeUpdate();
        }
        var receipts = ACTIVITIES.bean(Receipts.class);

        assertThat(receipts.of(account, id, 0, 1)).hasSize(1);
        assertThatThrownBy(() -> receipts.of(account, id, 1, 1))
                .isInstanceOf(ReceiptsDamaged.class)
                .hasMessageContaining("is not the one in the log");
    }

    private static Verdict verdict(byte[] pack) {
        var key = ACTIVITIES.bean(TransparencyLog.class).key();
        return PackVerifier.verify(pack, Trust.of(key));
    }

    @Test
    void whatAnAttemptCostsAMillionth() {
        int items = Integer.getInteger("waybill.items", 60_000);
        String batch = ran(items);

        long begin = System.nanoTime();
        world.steps().attest(batch);
        long attested = System.nanoTime();
        log.run();
        long logged = System.nanoTime();

        System.out.printf(
                "receipts: %d items, attest %.2f us an item, log %.2f us an item%n",
                items, (attested - begin) / 1e3 / items, (logged - attested) / 1e3 / items);
        assertThat((attested - begin) / 1e3 / items).isLessThan(100);
    }

    private String ran(int items) {
        String batch = world.submit(account, false, BatchWorld.lines(items));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        List<SettleChunks.Ended> ended = new ArrayList<>();
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            ended.add(world.inference(batch).run(chunk));
            if (ended.size() == 64) {
                world.settle(batch, ended.toArray(SettleChunks.Ended[]::new));
                ended.clear();
            }
        }
        if (!ended.isEmpty()) {
            world.settle(batch, ended.toArray(SettleChunks.Ended[]::new));
        }
        world.complete(batch);
        return batch;
    }

    private long size() {
        return ACTIVITIES.bean(TransparencyLog.class).status().size();
    }

    private String statement(String batch) {
        try (Connection connection = ACTIVITIES.database().connect();
                var query = connection.prepareStatement(
                        "SELECT convert_from(statement, 'UTF8') FROM receipt_batch WHERE batch_id = ?")) {
            query.setObject(1, BatchRows.id(batch));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
