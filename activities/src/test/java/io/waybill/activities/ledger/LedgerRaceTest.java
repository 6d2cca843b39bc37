package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.testing.TestActivities;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerRaceTest {

    private static final int THREADS = 64;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().moneyOnly();

    private final BatchMoney money = ACTIVITIES.bean(BatchMoney.class);
    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final Transactions transactions = ACTIVITIES.bean(Transactions.class);

    @Test
    void moneyForExactlySoManyBatchesHoldsExactlySoMany() throws Exception {
        int enoughFor = 23;
        UUID account = ACTIVITIES.account(enoughFor * 7L).id();

        List<HoldAnswer> answers = atOnce(() -> transactions.call(() -> money.hold(account, UUID.randomUUID(), 7)));

        assertThat(answers).filteredOn(new HoldAnswer.Held()::equals).hasSize(enoughFor);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(0, enoughFor * 7L));
    }

    @Test
    void oneReferenceTakesOnceFromManyThreads() throws Exception {
        UUID account = ACTIVITIES.account(1000).id();

        List<Long> entries =
                atOnce(() -> ledger.charge(account, "call:" + account, 10, "").id());

        assertThat(entries).hasSize(THREADS).containsOnly(entries.getFirst());
        assertThat(ledger.balance(account).availableNanos()).isEqualTo(990);
    }

    @Test
    void mixedTrafficOfOneAccountNeitherDeadlocksNorLosesMoney() throws Exception {
        UUID account = ACTIVITIES.account(1000).id();
        UUID batch = UUID.randomUUID();
        transactions.call(() -> money.hold(account, batch, 640));

        List<Integer> posted = atOnce(() -> {
            String reference = "call:" + UUID.randomUUID();
            ledger.charge(account, reference, 1, "");
            ledger.giveBack(account, reference);
            return transactions.call(() ->
                    money.settle(account, batch, List.of(new ChunkMoney(1, 0, 10, 0), new ChunkMoney(0, 0, 5, 5))));
        });

        assertThat(posted).filteredOn(count -> count == 2).hasSize(1);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(365, 620));
    }

    @Test
    void callsThatWaitForOneAccountLeaveOthersTheirConnections() throws Exception {
        UUID busy = ACTIVITIES.account(1000).id();
        UUID other = ACTIVITIES.account(1000).id();

        try (Connection books = ACTIVITIES.database().connect();
                var lock = books.prepareStatement("SELECT 1 FROM balance WHERE account_id = ? FOR UPDATE");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            books.setAutoCommit(false);
            lock.setObject(1, busy);
            lock.executeQuery();
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                waiting.add(threads.submit(() -> ledger.charge(busy, "call:" + UUID.randomUUID(), 1, "")));
            }
            ledger.charge(other, "call:" + UUID.randomUUID(), 1, "");
            assertThat(waiting).noneMatch(Future::isDone);
            books.rollback();
            for (Future<?> call : waiting) {
                call.get();
            }
        }

        assertThat(ledger.balance(other).availableNanos()).isEqualTo(999);
        assertThat(ledger.balance(busy).availableNanos()).isEqualTo(1000 - THREADS);
    }

    /** Runs {@code call} in all threads, which begin together. */
    private static <T> List<T> atOnce(Callable<T> call) throws Exception {
        var begin = new CountDownLatch(1);
        var futures = new ArrayList<Future<T>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                futures.add(threads.submit(() -> {
                    begin.await();
                    return call.call();
                }));
            }
            begin.countDown();
        }
        var answers = new ArrayList<T>();
        for (Future<T> future : futures) {
            answers.add(future.get());
        }
        return answers;
    }
}
