package io.waybill.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class ModelQueueTest {

    @Test
    void runsInteractiveWorkNextWhateverWaits() throws Exception {
        Gate gate = new Gate();
        try (ModelQueue queue = new ModelQueue("m", gate, 1, new ModelMeters("m", 0, 1))) {
            queue.submit(Works.of(Lane.low, "running"));
            gate.entered.await();
            List<Work> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(Works.of(Lane.low, "low" + i));
                queue.submit(waiting.getLast());
            }
            Work interactive = Works.of(Lane.interactive, "interactive");
            queue.submit(interactive);

            gate.open.countDown();
            interactive.answer().get();
            waiting.getLast().answer().get();

            assertThat(gate.order.subList(0, 2)).containsExactly("running", "interactive");
        }
    }

    @Test
    void refusesInteractiveWorkBeyondItsBound() throws Exception {
        Gate gate = new Gate();
        try (ModelQueue queue = new ModelQueue("m", gate, 1, new ModelMeters("m", 0, 1))) {
            for (int i = 0; i < ModelQueue.INTERACTIVE_MAX; i++) {
                queue.submit(Works.of(Lane.interactive, "text"));
            }

            assertThatThrownBy(() -> queue.submit(Works.of(Lane.interactive, "one more")))
                    .isInstanceOf(Overloaded.class)
                    .hasMessageContaining("2048 texts waiting");

            gate.open.countDown();
        }
    }

    @Test
    void failsABatchWhoseEngineBreaks() throws Exception {
        Engine broken = new Gate() {
            @Override
            public void run(List<Work> batch) {
                throw new IllegalStateException("broken");
            }
        };
        try (ModelQueue queue = new ModelQueue("m", broken, 1, new ModelMeters("m", 0, 1))) {
            Work work = Works.of(Lane.low, "text");

            queue.submit(work);
            ExecutionException failed = catchThrowableOfType(
                    ExecutionException.class, () -> work.answer().get());

            assertThat(failed).hasCauseInstanceOf(EngineFailed.class);
            assertThat(failed.getCause())
                    .isInstanceOfSatisfying(
                            EngineFailed.class,
                            e -> assertThat(e.worthAnotherTry()).isTrue());
        }
    }

    @Test
    void failsWhatWaitsWhenItIsClosed() throws Exception {
        Gate gate = new Gate();
        ModelQueue queue = new ModelQueue("m", gate, 1, new ModelMeters("m", 0, 1));
        queue.submit(Works.of(Lane.low, "running"));
        gate.entered.await();
        Work waiting = Works.of(Lane.low, "waiting");
        queue.submit(waiting);

        gate.open.countDown();
        queue.close();

        assertThat(waiting.answer()).isDone();
    }

    /** Answers nothing until it is opened. */
    private static class Gate implements Engine {

        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);
        final List<String> order = Collections.synchronizedList(new ArrayList<>());

        @Override
        public BatchLimits limits() {
            return new BatchLimits(1, 100, 1);
        }

        @Override
        public void run(List<Work> batch) {
            entered.countDown();
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineFailed("interrupted", true, e);
            }
            for (Work work : batch) {
                order.add(work.text());
                work.answer()
                        .complete(new Embedding(new float[] {1}, work.tokens().count(), 1));
            }
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
