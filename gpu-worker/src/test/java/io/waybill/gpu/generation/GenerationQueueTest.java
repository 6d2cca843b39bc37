package io.waybill.gpu.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.models.generation.GenerationEndpoint;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerationQueueTest {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final OneSlot engine = new OneSlot();
    private final GenerationQueue queue = new GenerationQueue("tiny", engine);

    @AfterEach
    void end() {
        queue.close();
        threads.shutdownNow();
    }

    @Test
    void takesTheFirstOfTheFirstLane() throws Exception {
        var _ = submit(Lane.low, "running");
        engine.begun.await();
        List<Future<Boolean>> calls = new ArrayList<>();
        for (Lane lane : List.of(Lane.fill, Lane.low, Lane.high, Lane.interactive)) {
            calls.add(submit(lane, lane.name()));
            awaitWaiting(calls.size());
        }

        engine.go.release(5);

        for (Future<Boolean> call : calls) {
            assertThat(call.get()).isTrue();
        }
        assertThat(engine.order).containsExactly("running", "interactive", "high", "low", "fill");
    }

    @Test
    void beginsNothingForWhomHasGone() throws Exception {
        var _ = submit(Lane.low, "running");
        engine.begun.await();
        var wanted = new AtomicBoolean(true);
        Future<Boolean> gone = threads.submit(() -> queue.generate(Lane.high, request("gone"), new Sink(wanted)));
        awaitWaiting(1);

        wanted.set(false);

        assertThat(gone.get()).isFalse();
        assertThat(engine.order).containsExactly("running");
    }

    @Test
    void refusesInteractiveCallsBeyondItsBound() throws Exception {
        var _ = submit(Lane.interactive, "running");
        engine.begun.await();
        for (int i = 0; i < GenerationQueue.INTERACTIVE_MAX; i++) {
            var _ = submit(Lane.interactive, "waits");
        }
        awaitWaiting(GenerationQueue.INTERACTIVE_MAX);

        assertThatThrownBy(() -> queue.generate(Lane.interactive, request("more"), new Sink(new AtomicBoolean(true))))
                .isInstanceOf(GenerationRefused.class)
                .hasMessageContaining("64 calls waiting");
    }

    @Test
    void refusesWhatWaitsWhenItCloses() throws Exception {
        var _ = submit(Lane.low, "running");
        engine.begun.await();
        Future<Boolean> waiting = submit(Lane.low, "waits");
        awaitWaiting(1);

        queue.close();

        assertThatThrownBy(waiting::get).hasCauseInstanceOf(GenerationRefused.class);
    }

    private Future<Boolean> submit(Lane lane, String name) {
        return threads.submit(() -> queue.generate(lane, request(name), new Sink(new AtomicBoolean(true))));
    }

    private void awaitWaiting(int count) {
        Awaitility.await().until(() -> queue.waiting() == count);
    }

    private static GenerationRequest request(String text) {
        return new GenerationRequest(
                GenerationEndpoint.completions,
                "tiny",
                new Prompt.Text(List.of(text), null),
                Sampling.DEFAULT,
                OutputFormat.TEXT,
                10,
                1,
                false,
                false);
    }

    /** Runs one at a time, each when it is let go. */
    private static final class OneSlot implements Generator {

        private final List<String> order = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch begun = new CountDownLatch(1);
        private final Semaphore go = new Semaphore(0);

        @Override
        public int slots() {
            return 1;
        }

        @Override
        public void generate(GenerationRequest request, GenerationSink sink) throws InterruptedException {
            order.add(((Prompt.Text) request.prompt()).texts().getFirst());
            begun.countDown();
            go.acquire();
            sink.accept(new GenerationEvent.Done(1, 1, 1));
        }

        @Override
        public void close() {
            go.release(1_000);
        }
    }

    private record Sink(AtomicBoolean asked) implements GenerationSink {

        @Override
        public void accept(GenerationEvent event) {
            // Not looked at.
        }

        @Override
        public boolean wanted() {
            return asked.get();
        }
    }
}
