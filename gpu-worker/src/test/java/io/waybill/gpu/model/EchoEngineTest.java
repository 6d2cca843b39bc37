package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoEngineTest {

    private final List<Integer> halts = new ArrayList<>();
    private final EchoEngine engine = new EchoEngine(halts::add);

    @Test
    void answersTheSameForTheSameTextOnly() throws Exception {
        float[] first = run("a text", 1).answer().get().vector();
        float[] same = run("a text", 1).answer().get().vector();

        float[] other = run("another text", 1).answer().get().vector();

        assertThat(first).hasSize(8).isEqualTo(same).isNotEqualTo(other);
    }

    @Test
    void failsForGoodOnCommand() throws Exception {
        Work work = run("!bad", 1);

        EngineFailed failure = failure(work);

        assertThat(failure.worthAnotherTry()).isFalse();
    }

    @Test
    void failsTheFirstTimesOfEachItemOnCommand() throws Exception {
        List<Boolean> failed = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            failed.add(run("!transient 2", 1).answer().isCompletedExceptionally());
        }

        assertThat(failed).containsExactly(true, true, false, false);
    }

    @ParameterizedTest
    @CsvSource({"!kill 2, 1, true", "!kill 2, 2, true", "!kill 2, 3, false", "!kill, 9, true", "kill 2, 1, false"})
    void endsTheProcessWhileTheAttemptIsLowEnough(String text, int attempt, boolean killed) {
        run(text, attempt);

        assertThat(halts).isEqualTo(killed ? List.of(137) : List.of());
    }

    private Work run(String text, int attempt) {
        Work work = Works.of(Lane.low, text, new Origin("batch", 3, attempt));
        engine.run(List.of(work));
        return work;
    }

    private static EngineFailed failure(Work work) throws InterruptedException {
        try {
            work.answer().get();
            throw new AssertionError("did not fail");
        } catch (ExecutionException e) {
            return (EngineFailed) requireNonNull(e.getCause());
        }
    }
}
