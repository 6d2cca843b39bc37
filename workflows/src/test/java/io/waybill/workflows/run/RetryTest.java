package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.inference.InferChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetryTest {

    @RegisterExtension
    final World world = new World();

    @AfterEach
    void everyBatchCompletesWhateverItsItemsDo() {
        assertThat(world.steps().state()).isEqualTo(BatchState.completed);
        assertThat(world.steps().progress().pending()).isZero();
    }

    @Test
    void runsTransientItemsAgainInASmallerRun() {
        world.with(Scenario.of(100, 100).withFate(7, Fate.TRANSIENT, Fate.OK).withFate(8, Fate.TRANSIENT, Fate.OK));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(100);
        assertThat(world.inference().calls().stream().map(InferChunk::only)).containsExactly(List.of(), List.of(7, 8));
    }

    @Test
    void runsManyTransientItemsAgainFiftyAtATime() {
        Scenario scenario = Scenario.of(120, 120);
        IntStream.range(0, 120).forEach(index -> scenario.withFate(index, Fate.TRANSIENT, Fate.OK));
        world.with(scenario);

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(120);
        assertThat(world.inference().calls().stream().map(call -> call.only().size()))
                .containsExactlyInAnyOrder(0, 50, 50, 20);
    }

    @Test
    void givesUpOnAnItemThatFailsTransientlyInEveryWave() {
        world.with(Scenario.of(10, 10)
                        .withFate(3, Fate.TRANSIENT)
                        .withFate(4, Fate.TRANSIENT, Fate.TRANSIENT, Fate.TRANSIENT, Fate.OK))
                .recordedAs("transient");

        Instant start = world.now();
        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(9);
        assertThat(end.errors()).isEqualTo(Map.of("engine_error", 1L));
        assertThat(runsOf(3)).hasSize(4);
        assertThat(runsOf(4)).hasSize(4);
        assertThat(Duration.between(start, world.now())).isGreaterThan(Duration.ofSeconds(27));
    }

    @Test
    void findsTheItemThatKillsItsWorkerByHalving() {
        world.with(Scenario.of(64, 32).withFate(47, Fate.KILLS)).recordedAs("killer");

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(63);
        assertThat(world.steps().progress().errors()).isEqualTo(Map.of("worker_lost", 1L));
        assertThat(failed()).containsExactly(47);
        assertThat(runsOf(47).getLast().only()).containsExactly(47);
    }

    @Test
    void sparesTheInnocentThatDieBesideAKiller() {
        world.with(Scenario.of(12, 1).crowded().withFate(5, Fate.KILLS)).recordedAs("suspects");

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(11);
        assertThat(failed()).containsExactly(5);
        assertThat(world.summaries("infer")).contains("item 5: embed 23 tokens, alone");
    }

    @Test
    void runsAChunkAgainWhoseWorkerDiedOnce() {
        world.with(Scenario.of(64, 64).withFate(9, Fate.KILLS, Fate.OK));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(64);
        assertThat(world.inference().calls()).hasSize(2);
        assertThat(world.summaries("infer")).containsExactly("chunk 0: items 0..63");
    }

    @Test
    void waitsWhileWorkersAnswerWithErrors() {
        world.with(
                Scenario.of(64, 64).withFate(9, Fate.FAULT, Fate.FAULT, Fate.FAULT, Fate.FAULT, Fate.FAULT, Fate.OK));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(64);
        assertThat(world.inference().calls().stream().map(InferChunk::wave)).containsOnly(0);
    }

    @Test
    void givesUpOnAnItemThatWorkersAlwaysAnswerWithAnError() {
        world.with(Scenario.of(8, 8).withFate(2, Fate.FAULT));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(7);
        assertThat(end.errors()).isEqualTo(Map.of("engine_error", 1L));
    }

    @Test
    void waitsForAModelThatNoWorkerHas() {
        Fate[] absent = new Fate[25];
        Arrays.fill(absent, Fate.NO_MODEL);
        absent[24] = Fate.OK;
        world.with(Scenario.of(4, 1)
                        .withFate(0, absent)
                        .withFate(1, Fate.NO_MODEL, Fate.NO_MODEL, Fate.OK)
                        .withFate(2, Fate.NO_MODEL, Fate.NO_MODEL, Fate.OK)
                        .withFate(3, Fate.NO_MODEL, Fate.NO_MODEL, Fate.OK))
                .recordedAs("absent-model");

        Instant start = world.now();
        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(4);
        assertThat(Duration.between(start, world.now())).isGreaterThan(Duration.ofMinutes(2));
        assertThat(world.summaries("infer").size()).isLessThan(30);
    }

    @Test
    void givesUpAtOnceOnAChunkWhoseInputIsGone() {
        world.with(Scenario.of(30, 10).withFate(15, Fate.NO_INPUT));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(20);
        assertThat(end.errors()).isEqualTo(Map.of("input_lost", 10L));
        assertThat(runsOf(15)).hasSize(1);
    }

    @Test
    void runsAChunkOnceMoreWhoseOutcomeCannotBeRead() {
        world.with(Scenario.of(30, 10).withFate(15, Fate.UNREADABLE, Fate.OK));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(30);
        assertThat(runsOf(15)).hasSize(2);
    }

    @Test
    void givesUpOnlyOnTheChunkWhoseOutcomeCannotBeReadTwice() {
        world.with(Scenario.of(30, 10)
                .withFate(15, Fate.UNREADABLE, Fate.UNREADABLE)
                .withFate(16, Fate.TRANSIENT, Fate.OK));

        BatchProgress end = world.runFile();

        assertThat(end.succeeded()).isEqualTo(21);
        assertThat(end.errors()).isEqualTo(Map.of("result_lost", 9L));
        assertThat(world.steps().settles()).isNotEmpty();
    }

    private List<InferChunk> runsOf(int index) {
        return world.inference().calls().stream()
                .filter(call -> call.only().isEmpty()
                        ? index >= call.ref().firstIndex()
                                && index < call.ref().firstIndex() + call.ref().lines()
                        : call.only().contains(index))
                .toList();
    }

    private List<Integer> failed() {
        return world.scenario().indexesIn(ItemState.failed);
    }
}
