package io.waybill.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void refusesAtOnceWhoFindsTheQueueFull() {
        var gate = new Gate("calls", 1, 1, LONG);
        var first = gate.enter();
        var second = Thread.ofPlatform().start(() -> gate.enter().close());
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        var third = CompletableFuture.supplyAsync(gate::enter, Thread::startVirtualThread);

        await().atMost(Duration.ofSeconds(5)).until(third::isCompletedExceptionally);
        assertThatThrownBy(third::join).hasCauseInstanceOf(ApiFailure.class);
        first.close();
        await().until(() -> !second.isAlive());
    }

    @Test
    void refusesWhoWaitsTooLong() {
        var gate = new Gate("calls", 0, 5, Duration.ofMillis(20));

        assertThatThrownBy(gate::enter)
                .isInstanceOfSatisfying(
                        ApiFailure.class,
                        failure -> assertThat(failure.retryAfter()).isPositive());
    }
}
