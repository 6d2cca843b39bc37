package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.ledger.History.Filter;
import io.waybill.activities.ledger.History.Kind;
import io.waybill.activities.ledger.History.Transaction;
import io.waybill.activities.testing.TestActivities;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An account sees each entry of its journal once, with what it had afterwards. */
class HistoryTest {

    private static final Filter ALL = new Filter(Set.of(), null, null, null);

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().moneyOnly();

    private final History history = ACTIVITIES.bean(History.class);
    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final BatchMoney money = ACTIVITIES.bean(BatchMoney.class);
    private final Transactions transactions = ACTIVITIES.bean(Transactions.class);
    private final UUID account = ACTIVITIES.account(1000).id();
    private final UUID batch = UUID.randomUUID();

    @Test
    void showsEveryKindOfEntryWithTheRunningBalance() {
        transactions.call(() -> money.hold(account, batch, 600));
        transactions.call(() ->
                money.settle(account, batch, List.of(new ChunkMoney(0, 0, 100, 50), new ChunkMoney(1, 0, 0, 250))));
        transactions.call(() -> money.release(account, batch, batch + ":close", 200));
        ledger.charge(account, "call:" + account, 7, new Ledger.Call("key", "model", 3, 4));
        ledger.giveBack(account, "call:" + account);

        List<Transaction> found = history.oldest(account, ALL, 0, 100);

        assertThat(found)
                .extracting(
                        Transaction::kind,
                        Transaction::amountNanos,
                        Transaction::availableChangeNanos,
                        Transaction::heldChangeNanos,
                        Transaction::availableAfterNanos,
                        Transaction::heldAfterNanos)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Kind.topup, 1000L, 1000L, 0L, 1000L, 0L),
                        org.assertj.core.groups.Tuple.tuple(Kind.hold, 600L, -600L, 600L, 400L, 600L),
                        org.assertj.core.groups.Tuple.tuple(Kind.capture, 100L, 50L, -150L, 450L, 450L),
                        org.assertj.core.groups.Tuple.tuple(Kind.release, 250L, 250L, -250L, 700L, 200L),
                        org.assertj.core.groups.Tuple.tuple(Kind.release, 200L, 200L, -200L, 900L, 0L),
                        org.assertj.core.groups.Tuple.tuple(Kind.capture, 7L, -7L, 0L, 893L, 0L),
                        org.assertj.core.groups.Tuple.tuple(Kind.refund, 7L, 7L, 0L, 900L, 0L));
        assertThat(found.get(5).keyId()).isEqualTo("key");
        assertThat(history.newest(account, ALL, Long.MAX_VALUE, 100)).isEqualTo(found.reversed());
    }

    @Test
    void filtersByKindBatchAndTime() {
        transactions.call(() -> money.hold(account, batch, 600));
        ACTIVITIES.clock().advance(Duration.ofHours(1));
        transactions.call(() -> money.settle(account, batch, List.of(new ChunkMoney(0, 0, 100, 50))));
        var hourLater = ACTIVITIES.clock().instant();
        var batches = new Filter(Set.of(), batch, null, null);

        assertThat(history.newest(account, new Filter(Set.of(Kind.hold), null, null, null), Long.MAX_VALUE, 10))
                .extracting(Transaction::kind)
                .containsExactly(Kind.hold);
        assertThat(history.newest(account, batches, Long.MAX_VALUE, 10)).hasSize(2);
        assertThat(history.oldest(account, new Filter(Set.of(), null, hourLater, null), 0, 10))
                .extracting(Transaction::kind)
                .containsExactly(Kind.capture);
        assertThat(history.oldest(account, new Filter(Set.of(), null, null, hourLater), 0, 10))
                .extracting(Transaction::kind)
                .containsExactly(Kind.topup, Kind.hold);
        assertThat(history.balanceAt(account, hourLater)).isEqualTo(new Ledger.Balance(400, 600));
        assertThat(history.balanceAt(account, hourLater.plusNanos(1000))).isEqualTo(new Ledger.Balance(450, 450));
    }

    @Test
    void pagesWithoutAGapWhileEntriesAreAdded() {
        for (int i = 0; i < 4; i++) {
            ledger.charge(account, "call:" + account + i, 1, "m");
        }
        List<Transaction> first = history.newest(account, ALL, Long.MAX_VALUE, 2);
        ledger.charge(account, "call:" + account + "late", 1, "m");

        List<Transaction> second = history.newest(account, ALL, first.getLast().id(), 10);

        assertThat(first).extracting(Transaction::availableAfterNanos).containsExactly(996L, 997L);
        assertThat(second).extracting(Transaction::availableAfterNanos).containsExactly(998L, 999L, 1000L);
    }

    @Test
    void showsNothingOfAnotherAccount() {
        UUID other = ACTIVITIES.account(5).id();
        transactions.call(() -> money.hold(account, batch, 600));

        assertThat(history.newest(other, new Filter(Set.of(), batch, null, null), Long.MAX_VALUE, 10))
                .isEmpty();
        assertThat(history.newest(other, ALL, Long.MAX_VALUE, 10)).hasSize(1);
    }
}
