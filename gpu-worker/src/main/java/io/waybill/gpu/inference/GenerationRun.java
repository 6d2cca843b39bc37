package io.waybill.gpu.inference;

import io.waybill.gpu.generation.GenerationRefused;
import io.waybill.gpu.model.ServedGenerator;
import io.waybill.models.generation.CountedRequest;
import io.waybill.models.generation.Generated;
import io.waybill.models.generation.GenerationCollector;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationSink;
import io.waybill.workflows.batch.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of items that generate text on the activity's thread, one after the other: each is slow enough to be one. */
final class GenerationRun {

    /** Tries of an item within one run: a second one at once helps against what passes by itself. */
    private static final int TRIES_MAX = 2;

    /** A server that asks for more is asked again all the same: the item is tried later once more, elsewhere maybe. */
    private static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final ServedGenerator model;
    private final Lane lane;
    private final ChunkLines<GenerationItem> lines;
    private final ChunkOutcome outcome;
    private final Heartbeats heartbeats;

    GenerationRun(
            ServedGenerator model,
            Lane lane,
            ChunkLines<GenerationItem> lines,
            ChunkOutcome outcome,
            Heartbeats heartbeats) {
        this.model = model;
        this.lane = lane;
        this.lines = lines;
        this.outcome = outcome;
        this.heartbeats = heartbeats;
    }

    /** {@return the indexes of all items, ascending, after they have run} */
    List<Integer> run() throws IOException, InterruptedException {
        List<Integer> indexes = new ArrayList<>();
        GenerationItem item = lines.next();
        while (item != null) {
            heartbeats.check();
            indexes.add(item.index());
            outcome.read();
            run(item);
            item = lines.next();
        }
        return indexes;
    }

    private void run(GenerationItem item) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            GenerationCollector collector = generate(item.counted());
            GenerationEvent.Failed failure = collector.failure().orElse(null);
            if (failure == null) {
                succeeded(item, collector.generated());
                return;
            }
            if (!failure.worthAnotherTry()) {
                outcome.failed(item, failure);
                return;
            }
            if (tries == TRIES_MAX) {
                outcome.retry(item.index());
                return;
            }
            pause(failure.retryAfter());
        }
    }

    /** Waits as long as the model's server asks, within bounds; beats go on, and no slot is held. */
    private void pause(@Nullable Duration asked) throws InterruptedException {
        if (asked == null) {
            return;
        }
        Duration wait = asked.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : asked;
        long end = System.nanoTime() + wait.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.sleep(LOOK);
            heartbeats.check();
        }
    }

    private void succeeded(GenerationItem item, Generated generated) {
        // What was counted before is what was held for; an engine that counts otherwise changes no price.
        int tokens = Math.addExact(item.counted().promptTokens(), generated.completionTokens());
        outcome.succeeded(item, tokens, generated);
    }

    private GenerationCollector generate(CountedRequest counted) throws InterruptedException {
        var collector = new GenerationCollector(counted.request().choices());
        var sink = new Sink(collector);
        try {
            if (!model.queue().generate(lane, counted.request(), sink)) {
                throw new InterruptedException("nobody wants the answer");
            }
        } catch (GenerationRefused e) {
            collector.accept(new GenerationEvent.Failed("overloaded", String.valueOf(e.getMessage()), null, true));
        }
        heartbeats.check();
        return collector;
    }

    /** Collects, and counts for the heartbeat. */
    private final class Sink implements GenerationSink {

        private final GenerationCollector collector;

        Sink(GenerationCollector collector) {
            this.collector = collector;
        }

        @Override
        public void accept(GenerationEvent event) {
            collector.accept(event);
            if (event instanceof GenerationEvent.Piece piece) {
                outcome.made(piece.tokens());
            } else if (event instanceof GenerationEvent.ToolPiece piece) {
                outcome.made(piece.tokens());
            }
        }

        @Override
        public boolean wanted() {
            return !Thread.currentThread().isInterrupted() && heartbeats.wanted();
        }
    }
}
