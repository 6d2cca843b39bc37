package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.account.Account;
import io.waybill.activities.account.Accounts;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.ledger.SpendingRefused.Reason;
import io.waybill.activities.testing.TestActivities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits and freezing are asked in the transaction that holds. */
class SpendingTest {

    private static final Duration MONTH = Duration.ofDays(31);
    private static final int AT_ONCE = 16;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().moneyOnly();

    private final Accounts accounts = ACTIVITIES.bean(Accounts.class);
    private final BatchMoney money = ACTIVITIES.bean(BatchMoney.class);
    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final Transactions transactions = ACTIVITIES.bean(Transactions.class);
    private final UUID account = ACTIVITIES.account(1000).id();

    @Test
    void aFrozenAccountHoldsAndPaysNothing() {
        accounts.setState(account, Account.State.frozen);

        assertRefused(() -> hold(UUID.randomUUID(), 1), Reason.account_frozen);
        assertRefused(() -> ledger.charge(account, "call:" + account, 1, "m"), Reason.account_frozen);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(1000, 0));
    }

    @Test
    void whatWasHeldBeforeTheFreezeIsSettled() {
        UUID batch = UUID.randomUUID();
        hold(batch, 100);
        accounts.setState(account, Account.State.frozen);

        int settled = transactions.call(() -> money.settle(account, batch, List.of(new ChunkMoney(0, 0, 60, 40))));
        HoldAnswer again = hold(batch, 100);

        assertThat(settled).isEqualTo(1);
        assertThat(again).isEqualTo(new HoldAnswer.Held());
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(940, 0));
    }

    @Test
    void whatIsReleasedIsFreeToSpendInTheMonthAgain() {
        accounts.setLimits(account, new Account.Limits(null, 100L));
        UUID batch = UUID.randomUUID();
        hold(batch, 100);
        assertRefused(() -> hold(UUID.randomUUID(), 1), Reason.monthly_limit_exceeded);

        transactions.call(() -> money.settle(account, batch, List.of(new ChunkMoney(0, 0, 30, 20))));
        transactions.call(() -> money.settle(account, batch, List.of(new ChunkMoney(0, 0, 30, 20))));
        transactions.call(() -> money.release(account, batch, batch + ":close", 50));

        assertRefused(() -> hold(UUID.randomUUID(), 71), Reason.monthly_limit_exceeded);
        assertThat(hold(UUID.randomUUID(), 70)).isEqualTo(new HoldAnswer.Held());
    }

    @Test
    void aNewMonthBeginsWithNothingSpent() {
        accounts.setLimits(account, new Account.Limits(null, 100L));
        UUID batch = UUID.randomUUID();
        hold(batch, 100);
        ACTIVITIES.clock().advance(MONTH);

        HoldAnswer next = hold(UUID.randomUUID(), 100);
        transactions.call(() -> money.release(account, batch, batch + ":close", 100));

        assertThat(next).isEqualTo(new HoldAnswer.Held());
        assertRefused(() -> hold(UUID.randomUUID(), 1), Reason.monthly_limit_exceeded);
    }

    @Test
    void callsThatAreGivenBackAreNotSpent() {
        accounts.setLimits(account, new Account.Limits(5L, 100L));
        ledger.charge(account, "call:" + account, 100, "m");
        ledger.giveBack(account, "call:" + account);
        ledger.giveBack(account, "call:" + account);

        ledger.charge(account, "call2:" + account, 100, "m");

        assertRefused(() -> ledger.charge(account, "call3:" + account, 1, "m"), Reason.monthly_limit_exceeded);
    }

    @Test
    void limitsWhatOneBatchHolds() {
        accounts.setLimits(account, new Account.Limits(10L, null));

        assertRefused(() -> hold(UUID.randomUUID(), 11), Reason.batch_limit_exceeded);
        assertThat(hold(UUID.randomUUID(), 10)).isEqualTo(new HoldAnswer.Held());
    }

    @Test
    void keysThatReplacedEachOtherShareABudget() {
        var first = "k" + account.toString().replace("-", "").substring(23);
        var second = "l" + account.toString().replace("-", "").substring(23);
        for (String key : List.of(first, second)) {
            ACTIVITIES.database().execute("""
                    INSERT INTO api_key (id, account_id, name, secret_hmac, pepper_version, last4, scopes, created_at,
                                         monthly_budget_nanos, family)
                    VALUES ('%s', '%s', 'k', '', 1, '', '{}', now(), 100, '%s')
                    """.formatted(key, account, first));
        }
        UUID batch = UUID.randomUUID();
        transactions.call(() -> money.hold(account, batch, first, 60));

        ledger.charge(account, "call:" + account, 30, new Ledger.Call(second, "m", 1, 0));

        assertRefused(
                () -> transactions.call(() -> money.hold(account, UUID.randomUUID(), second, 11)),
                Reason.key_budget_exceeded);
        assertThat(hold(UUID.randomUUID(), 500)).isEqualTo(new HoldAnswer.Held());
        transactions.call(() -> money.release(account, batch, batch + ":close", 60));
        assertRefused(
                () -> ledger.charge(account, "call2:" + account, 71, new Ledger.Call(first, "m", 1, 0)),
                Reason.key_budget_exceeded);
        ledger.charge(account, "call3:" + account, 70, new Ledger.Call(first, "m", 1, 0));
    }

    @Test
    void manyAtOnceSpendALimitOnce() throws Exception {
        accounts.setLimits(account, new Account.Limits(null, 50L));
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            calls.add(() -> {
                try {
                    return hold(UUID.randomUUID(), 10).equals(new HoldAnswer.Held());
                } catch (SpendingRefused e) {
                    return false;
                }
            });
        }

        var held = new ArrayList<Boolean>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> future : threads.invokeAll(calls)) {
                held.add(future.get());
            }
        }

        assertThat(held).filteredOn(done -> done).hasSize(5);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(950, 50));
    }

    private HoldAnswer hold(UUID batch, long nanos) {
        return transactions.call(() -> money.hold(account, batch, "key", nanos));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SpendingRefused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
