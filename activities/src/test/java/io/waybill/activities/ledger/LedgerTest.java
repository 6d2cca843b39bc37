package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestActivities;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);

    @Test
    void creditsOnceForAReference() {
        UUID account = ACTIVITIES.account(0).id();
        String reference = "credit:" + account;
        Ledger.Entry first = ledger.credit(account, reference, 100, "welcome");

        Ledger.Entry second = ledger.credit(account, reference, 100, "welcome");

        assertThat(second).isEqualTo(first);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(100, 0));
    }

    @Test
    void refusesAReferenceThatNamesAnotherAmount() {
        UUID account = ACTIVITIES.account(0).id();
        String reference = "credit:" + account;
        ledger.credit(account, reference, 100, "");

        assertThatThrownBy(() -> ledger.credit(account, reference, 101, ""))
                .isInstanceOf(ReferenceReused.class)
                .hasMessageContaining(reference);

        assertThat(ledger.balance(account).availableNanos()).isEqualTo(100);
    }

    @Test
    void chargesOnceAndGivesBackOnce() {
        UUID account = ACTIVITIES.account(100).id();
        String reference = "call:" + account;
        ledger.charge(account, reference, 30, "");
        ledger.charge(account, reference, 30, "");

        ledger.giveBack(account, reference);
        ledger.giveBack(account, reference);

        assertThat(ledger.balance(account).availableNanos()).isEqualTo(100);
    }

    @Test
    void refusesAChargeOfMoreThanThereIs() {
        UUID account = ACTIVITIES.account(100).id();

        assertThatThrownBy(() -> ledger.charge(account, "call:" + account, 101, ""))
                .isInstanceOfSatisfying(InsufficientFunds.class, e -> {
                    assertThat(e.requiredNanos()).isEqualTo(101);
                    assertThat(e.availableNanos()).isEqualTo(100);
                });
    }

    @Test
    void givesNothingBackWhereNothingWasTaken() {
        UUID account = ACTIVITIES.account(100).id();

        ledger.giveBack(account, "call:unknown");

        assertThat(ledger.balance(account).availableNanos()).isEqualTo(100);
    }

    @Test
    void refusesAnUnknownAccount() {
        UUID account = UUID.randomUUID();

        assertThatThrownBy(() -> ledger.credit(account, "credit:" + account, 1, ""))
                .isInstanceOf(NoSuchAccount.class)
                .hasMessageContaining(account.toString());
    }
}
