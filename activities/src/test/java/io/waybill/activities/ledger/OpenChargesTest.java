package io.waybill.activities.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.TestActivities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A call that was charged and never answered costs nothing in the end. */
class OpenChargesTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES =
            new TestActivities().objectsInMemory().moneyOnly();

    private final Ledger ledger = ACTIVITIES.bean(Ledger.class);
    private final OpenCharges charges = ACTIVITIES.bean(OpenCharges.class);
    private final UUID account = ACTIVITIES.account(100).id();

    @Test
    void givesBackWhatHasNoAnswer() {
        ledger.charge(account, reference(0), 30, "");

        int early = charges.giveBackBefore(ACTIVITIES.clock().instant());
        ACTIVITIES.clock().advance(Duration.ofMinutes(2));
        int late = charges.giveBackBefore(ACTIVITIES.clock().instant());
        int again = charges.giveBackBefore(ACTIVITIES.clock().instant());

        assertThat(List.of(early, late, again)).containsExactly(0, 1, 0);
        assertThat(available()).isEqualTo(100);
    }

    @Test
    void leavesWhatWasAnsweredOrGivenBackAlready() {
        ledger.charge(account, reference(1), 30, "");
        ledger.charge(account, reference(2), 20, "");

        charges.answered(List.of(reference(1), "unknown"));
        ledger.giveBack(account, reference(2));
        ACTIVITIES.clock().advance(Duration.ofMinutes(2));
        int given = charges.giveBackBefore(ACTIVITIES.clock().instant());

        assertThat(given).isZero();
        assertThat(available()).isEqualTo(70);
    }

    @Test
    void opensNothingForARepetition() {
        ledger.charge(account, reference(3), 30, "");
        charges.answered(List.of(reference(3)));

        ledger.charge(account, reference(3), 30, "");
        ACTIVITIES.clock().advance(Duration.ofMinutes(2));

        assertThat(charges.giveBackBefore(ACTIVITIES.clock().instant())).isZero();
    }

    @Test
    void endsEachChargeOnceWhereProcessesMeet() throws Exception {
        int calls = 20;
        for (int i = 0; i < calls; i++) {
            ledger.charge(account, reference(10 + i), 1, "");
        }
        ACTIVITIES.clock().advance(Duration.ofMinutes(2));
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            work.add(() -> charges.giveBackBefore(ACTIVITIES.clock().instant()));
        }
        for (int i = 0; i < calls; i++) {
            String reference = reference(10 + i);
            work.add(() -> {
                charges.answered(List.of(reference));
                return 0;
            });
        }

        int given = run(work).stream().mapToInt(Integer::intValue).sum();

        assertThat(available()).isEqualTo(100 - calls + given);
        assertThat(charges.giveBackBefore(ACTIVITIES.clock().instant())).isZero();
    }

    private static <T> List<T> run(List<Callable<T>> work) throws Exception {
        var begin = new CyclicBarrier(work.size());
        List<T> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> one : work) {
                running.add(threads.submit(() -> {
                    begin.await();
                    return one.call();
                }));
            }
            for (Future<T> one : running) {
                answers.add(one.get());
            }
        }
        return answers;
    }

    private long available() {
        return ledger.balance(account).availableNanos();
    }

    private String reference(int call) {
        return "call:" + account + ":" + call;
    }
}
