package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.batch.ChunkPlanner.PlannedItem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPlannerTest {

    private static final PlannedModel FAST = new PlannedModel(1, "fast", "embed", "embed", 0.004, 512);
    private static final PlannedModel SLOW = new PlannedModel(2, "slow", "edit", "run", 1.5, 512);
    private static final int LINE = 100;

    @Test
    void givesEachItemOfASmallBatchAChunk() {
        List<ChunkRow> chunks = plan(500, FAST);

        assertThat(chunks).hasSize(500).allMatch(chunk -> chunk.count() == 1 && chunk.lines() == 1);
        assertThat(chunks.get(7).offset()).isEqualTo(700);
        assertThat(chunks.get(7).length()).isEqualTo(LINE);
    }

    @Test
    void cutsAMediumBatchSoThatManyWorkersHaveSome() {
        assertThat(plan(501, FAST)).hasSize(8);
        assertThat(plan(6_400, FAST)).hasSize(32).allMatch(chunk -> chunk.count() == 200);
        assertThat(plan(25_000, FAST)).hasSize(49);
    }

    @Test
    void fillsTheChunksOfALargeBatch() {
        List<ChunkRow> chunks = plan(25_001, FAST);

        assertThat(chunks).hasSize(49).first().extracting(ChunkRow::count).isEqualTo(512);
        assertThat(chunks).allMatch(chunk -> chunk.shard() == 0);
        assertThat(chunks).last().extracting(ChunkRow::count).isEqualTo(25_001 - 48 * 512);
    }

    @Test
    void putsAtMostFiftyThousandItemsIntoAShard() {
        List<ChunkRow> chunks = plan(120_000, FAST);

        assertThat(chunks).last().extracting(ChunkRow::shard).isEqualTo(2);
        for (int shard = 0; shard <= 2; shard++) {
            int number = shard;
            assertThat(chunks.stream()
                            .filter(chunk -> chunk.shard() == number)
                            .mapToInt(ChunkRow::count)
                            .sum())
                    .isLessThanOrEqualTo(ChunkPlanner.SHARD_ITEMS_MAX);
        }
    }

    @Test
    void neverPutsTwoSlowItemsTogether() {
        List<ChunkRow> chunks = plan(1_300, SLOW);

        assertThat(chunks).hasSize(1_300).allMatch(chunk -> chunk.count() == 1 && chunk.timeoutSeconds() == 60);
        assertThat(chunks).last().extracting(ChunkRow::shard).isEqualTo(2);
    }

    @Test
    void sharesTheRangeWhereModelsAlternate() {
        var planner = new ChunkPlanner(ChunkPlanner.State.empty());
        PlannedModel other = new PlannedModel(3, "other", "embed", "embed", 0.004, 512);
        for (int i = 0; i < 640; i++) {
            PlannedModel model = i % 2 == 0 ? FAST : other;
            planner.add(item(i, model), model);
        }

        planner.finish();
        List<ChunkRow> chunks = planner.drain();

        assertThat(chunks).hasSize(10).allMatch(chunk -> chunk.count() == 64 && chunk.lines() == 127);
        assertThat(chunks.stream().mapToInt(ChunkRow::count).sum()).isEqualTo(640);
        assertThat(chunks.get(0).firstIndex()).isZero();
        assertThat(chunks.get(1).firstIndex()).isEqualTo(1);
    }

    @Test
    void endsAChunkOfARareModelBeforeItsRangeIsTooLong() {
        var planner = new ChunkPlanner(ChunkPlanner.State.empty());
        for (int i = 0; i < 60_000; i += 1_000) {
            planner.add(item(i, FAST), FAST);
        }
        for (int i = 60_000; i < 100_000; i++) {
            planner.add(item(i, FAST), FAST);
        }

        planner.finish();

        assertThat(planner.drain()).allMatch(chunk -> chunk.lines() <= 4_096);
    }

    @Test
    void goesOnFromItsStateAsIfNothingHadHappened() {
        var whole = new ChunkPlanner(ChunkPlanner.State.empty());
        var parts = new ChunkPlanner(ChunkPlanner.State.empty());
        List<ChunkRow> ofWhole = new ArrayList<>();
        List<ChunkRow> ofParts = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            whole.add(item(i, FAST), FAST);
            parts.add(item(i, FAST), FAST);
            if (i % 7_777 == 0) {
                ofParts.addAll(parts.drain());
                parts = new ChunkPlanner(Json.read(Json.of(parts.state()), ChunkPlanner.State.class));
            }
        }

        whole.finish();
        parts.finish();
        ofWhole.addAll(whole.drain());
        ofParts.addAll(parts.drain());

        assertThat(ofParts).isEqualTo(ofWhole);
    }

    private static List<ChunkRow> plan(int items, PlannedModel model) {
        var planner = new ChunkPlanner(ChunkPlanner.State.empty());
        for (int i = 0; i < items; i++) {
            planner.add(item(i, model), model);
        }
        planner.finish();
        List<ChunkRow> chunks = planner.drain();
        assertThat(chunks.stream().mapToInt(ChunkRow::count).sum()).isEqualTo(items);
        return chunks;
    }

    private static PlannedItem item(int index, PlannedModel model) {
        return new PlannedItem(index, (long) index * LINE, LINE, model.id(), 3);
    }
}
