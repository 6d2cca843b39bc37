package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestActivities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A call holds the most it may cost, and costs what it took. */
class CallHoldsTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES =
            new TestActivities().objectsInMemory().moneyOnly();

    private static final Ledger.Call CALL = new Ledger.Call(null, "a-model", 3, 4);

    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final CallHolds holds = ACTIVITIES.bean(CallHolds.class);
    private final UUID account = ACTIVITIES.account(100).id();

    @Test
    void takesWhatWasUsedAndReleasesTheRestAtOnce() {
        holds.hold(account, reference(0), 80, null, later());
        var during = ledger.balance(account);

        boolean captured = holds.capture(account, reference(0), 30, CALL);

        assertThat(during).isEqualTo(new Ledger.Balance(20, 80));
        assertThat(captured).isTrue();
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(70, 0));
    }

    @Test
    void happensOnceForItsReference() {
        holds.hold(account, reference(1), 80, null, later());
        holds.hold(account, reference(1), 80, null, later());
        holds.capture(account, reference(1), 30, CALL);

        boolean again = holds.capture(account, reference(1), 30, CALL);
        holds.release(account, reference(1));
        holds.hold(account, reference(1), 80, null, later());

        assertThat(again).isFalse();
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(70, 0));
    }

    @Test
    void holdsNothingBeyondWhatIsThereAndTakesNothingBeyondWhatIsHeld() {
        assertThatThrownBy(() -> holds.hold(account, reference(2), 101, null, later()))
                .isInstanceOf(InsufficientFunds.class);
        holds.hold(account, reference(3), 100, null, later());
        assertThatThrownBy(() -> holds.capture(account, reference(3), 101, CALL))
                .isInstanceOf(IllegalArgumentException.class);

        holds.release(account, reference(3));

        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(100, 0));
    }

    @Test
    void givesBackWhatALostProcessHeld() {
        holds.hold(account, reference(4), 60, null, later());

        int early = holds.releaseLost();
        ACTIVITIES.clock().advance(Duration.ofMinutes(2));
        int late = holds.releaseLost();
        boolean captured = holds.capture(account, reference(4), 60, CALL);

        assertThat(List.of(early, late)).containsExactly(0, 1);
        assertThat(captured).isFalse();
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(100, 0));
    }

    @Test
    void letsOneOfManyEndIt() throws Exception {
        holds.hold(account, reference(5), 60, null, later());
        List<Callable<Boolean>> ends = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ends.add(() -> holds.capture(account, reference(5), 10, CALL));
        }

        int winners = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> end : threads.invokeAll(ends)) {
                winners += end.get() ? 1 : 0;
            }
        }

        assertThat(winners).isEqualTo(1);
        assertThat(ledger.balance(account)).isEqualTo(new Ledger.Balance(90, 0));
    }

    private static Instant later() {
        return ACTIVITIES.clock().instant().plusSeconds(60);
    }

    private String reference(int number) {
        return "call:" + account + ":" + number;
    }
}
