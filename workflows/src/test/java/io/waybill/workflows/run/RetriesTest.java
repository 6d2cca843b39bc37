package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.TimeoutFailure;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.inference.InferredChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private final Retries retries = new Retries("b-1", 0);

    @Test
    void givesEveryRunOfAChunkAWaveOfItsOwn() {
        ChunkRun whole = ChunkRun.whole(chunk(3, 0, 512));

        List<ChunkRun> rest =
                runs(retries.after(whole, answer(IntStream.range(0, 512).boxed().toList())));
        List<ChunkRun> halves = runs(retries.after(rest.getFirst(), lost()));

        assertThat(rest).hasSize(11).allMatch(run -> run.only().size() <= 50);
        assertThat(halves.stream().map(ChunkRun::wave)).containsExactly(12, 13);
    }

    @Test
    void numbersTheWavesOfAShardThatBeginsAgainApart() {
        Retries later = new Retries("b-1", 2);

        List<ChunkRun> runs = runs(later.after(ChunkRun.whole(chunk(0, 0, 10)), answer(List.of(4))));

        assertThat(runs.getFirst().wave()).isEqualTo(20_001);
    }

    @Test
    void splitsARangeOfAlternatingModelsIntoRunsOfAChunksSize() {
        ChunkRun wide = ChunkRun.whole(chunk(0, 1_000, 3_000));

        List<ChunkRun> pieces = runs(retries.after(wide, lost()));

        assertThat(pieces).hasSize(6).allMatch(run -> run.only().size() <= 512);
        assertThat(pieces.stream().flatMap(run -> run.only().stream()))
                .containsExactlyElementsOf(IntStream.range(1_000, 4_000).boxed().toList());
    }

    @Test
    void stopsSplittingWhenEveryWorkerDies() {
        List<ChunkRun> open = new ArrayList<>();
        for (int chunk = 0; chunk < 600; chunk++) {
            open.add(ChunkRun.whole(chunk(chunk, chunk * 512, 512)));
        }
        int started = 0;
        Set<Integer> suspected = new HashSet<>();
        Set<Integer> abandoned = new HashSet<>();

        while (!open.isEmpty()) {
            started++;
            for (Consequence consequence : retries.after(open.removeLast(), lost())) {
                switch (consequence) {
                    case Consequence.Again again -> open.addAll(again.runs());
                    case Consequence.Alone alone -> suspected.addAll(alone.run().indexes());
                    case Consequence.GiveUp give ->
                        abandoned.addAll(give.items().indexes());
                    case Consequence.AwaitModel _ -> throw new AssertionError("no model was asked for");
                }
            }
        }

        assertThat(started).isLessThanOrEqualTo(600 + Retries.SPLIT_RUNS_MAX);
        assertThat(suspected.size() + abandoned.size()).isEqualTo(600 * 512);
    }

    @Test
    void stopsRunningItemsAloneWhenTooManyFailTransiently() {
        int runs = 0;
        int abandoned = 0;
        for (int chunk = 0; chunk < 600; chunk++) {
            ChunkRun rest = ChunkRun.whole(chunk(chunk, chunk * 50, 50)).afterTransient();
            List<Integer> all = rest.indexes();
            for (Consequence consequence : retries.after(rest, answer(all))) {
                runs += consequence instanceof Consequence.Again again
                        ? again.runs().size()
                        : 0;
                abandoned += consequence instanceof Consequence.GiveUp give
                        ? give.items().indexes().size()
                        : 0;
            }
        }

        assertThat(runs).isEqualTo(Retries.LONE_RUNS_MAX);
        assertThat(runs + abandoned).isEqualTo(600 * 50);
    }

    @Test
    void waitsLongerBeforeEachRunAfterAnError() {
        ChunkRun run = ChunkRun.whole(chunk(0, 0, 1));
        List<Duration> delays = new ArrayList<>();

        List<Consequence> next = retries.after(run, new IllegalStateException("away"));
        while (next.getFirst() instanceof Consequence.Again again) {
            delays.add(again.delay());
            next = retries.after(again.runs().getFirst(), new IllegalStateException("away"));
        }

        assertThat(delays)
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(8), Duration.ofSeconds(30), Duration.ofMinutes(1));
        assertThat(next).containsExactly(new Consequence.Alone(new ChunkRun(run.ref(), 0, List.of(), 0, 4, 0, true)));
    }

    private static List<ChunkRun> runs(List<Consequence> consequences) {
        return consequences.stream()
                .filter(Consequence.Again.class::isInstance)
                .flatMap(again -> ((Consequence.Again) again).runs().stream())
                .toList();
    }

    private static ChunkRef chunk(int chunk, int first, int lines) {
        return new ChunkRef(chunk, "test", "m", "00", "embed", "s", 0, 1, first, lines, lines, 1, 30);
    }

    private static InferredChunk answer(List<Integer> retryable) {
        return new InferredChunk(0, 0, 0, 0, 0, "00", 0, 0, retryable, 0, 0, "host:1");
    }

    private static RuntimeException lost() {
        return new ActivityFailure(
                "lost",
                1,
                2,
                "Infer",
                "3",
                RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED,
                "host:1",
                new TimeoutFailure("heartbeat", null, TimeoutType.TIMEOUT_TYPE_HEARTBEAT));
    }
}
