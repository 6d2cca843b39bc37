package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.testing.TestActivities;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BatchMoneyTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().moneyOnly();

    private final BatchMoney money = ACTIVITIES.bean(BatchMoney.class);
    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final Transactions transactions = ACTIVITIES.bean(Transactions.class);
    private final UUID account = ACTIVITIES.account(1000).id();
    private final UUID batch = UUID.randomUUID();

    @Test
    void holdsOnce() {
        hold(600);

        HoldAnswer again = hold(600);

        assertThat(again).isEqualTo(new HoldAnswer.Held());
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(400, 600));
    }

    @Test
    void answersTheShortfallAndMovesNothing() {
        HoldAnswer answer = hold(1001);

        assertThat(answer).isEqualTo(new HoldAnswer.TooLittle(1001, 1000));
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(1000, 0));
    }

    @Test
    void holdsNothingForABatchThatCostsNothing() {
        assertThat(hold(0)).isEqualTo(new HoldAnswer.Held());
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(1000, 0));
    }

    @Test
    void refusesAnotherAmountForTheSameBatch() {
        hold(600);

        assertThatThrownBy(() -> hold(300)).isInstanceOf(ReferenceReused.class);
    }

    @Test
    void settlesEachRunOfAChunkOnce() {
        hold(600);
        var chunks = List.of(new ChunkMoney(0, 0, 100, 50), new ChunkMoney(1, 0, 150, 0), new ChunkMoney(2, 0, 0, 300));
        int posted = settle(chunks);

        int postedAgain = settle(chunks);

        assertThat(posted).isEqualTo(3);
        assertThat(postedAgain).isZero();
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(750, 0));
    }

    @Test
    void settlesOnlyTheChunksThatAreNew() {
        hold(600);
        settle(List.of(new ChunkMoney(0, 0, 100, 0)));

        int posted = settle(List.of(new ChunkMoney(0, 0, 100, 0), new ChunkMoney(0, 1, 100, 0)));

        assertThat(posted).isEqualTo(1);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(400, 400));
    }

    @Test
    void postsNothingForAChunkThatMovesNothing() {
        hold(600);

        assertThat(settle(List.of(new ChunkMoney(0, 0, 0, 0)))).isZero();
        assertThat(settle(List.of())).isZero();
    }

    @Test
    void rollsBackASettlementOfMoreThanIsHeld() {
        hold(600);
        var chunks = List.of(new ChunkMoney(0, 0, 600, 0), new ChunkMoney(1, 0, 0, 1));

        assertThatThrownBy(() -> settle(chunks)).hasMessageContaining("overdrawn");

        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(400, 600));
    }

    @Test
    void releasesOnceForAReference() {
        hold(600);
        boolean posted = release(600);

        boolean postedAgain = release(600);

        assertThat(posted).isTrue();
        assertThat(postedAgain).isFalse();
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(1000, 0));
    }

    @Test
    void movesNothingOutsideATransaction() {
        assertThatThrownBy(() -> money.hold(account, batch, 1)).isInstanceOf(IllegalStateException.class);
    }

    private HoldAnswer hold(long amountNanos) {
        return transactions.call(() -> money.hold(account, batch, amountNanos));
    }

    private int settle(List<ChunkMoney> chunks) {
        return transactions.call(() -> money.settle(account, batch, chunks));
    }

    private boolean release(long amountNanos) {
        return transactions.call(() -> money.release(account, batch, batch + ":close", amountNanos));
    }
}
