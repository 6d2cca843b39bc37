package io.waybill.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.workflows.batch.Lane;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {

    private final Lanes lanes = new Lanes(new BatchLimits(3, 12, 1));

    @Test
    void takesTheFirstLaneThatHasWork() {
        lanes.add(Works.of(Lane.fill, "fill"));
        lanes.add(Works.of(Lane.low, "low"));
        lanes.add(Works.of(Lane.interactive, "interactive"));
        lanes.add(Works.of(Lane.high, "high"));

        List<String> order = List.of(next(), next(), next(), next());

        assertThat(order).containsExactly("interactive", "high", "low", "fill");
        assertThat(lanes.take(false)).isEmpty();
    }

    @Test
    void fillsABatchAroundTheOldestWithOthersOfItsLength() {
        for (String text : List.of("a b", "c", "d e", "f g", "h", "i j")) {
            lanes.add(Works.of(Lane.low, text));
        }

        List<List<String>> batches = List.of(texts(), texts(), texts());

        assertThat(batches).containsExactly(List.of("a b", "d e", "f g"), List.of("c", "h"), List.of("i j"));
    }

    @Test
    void boundsABatchByItsTokens() {
        for (String text : List.of("a b c d e f", "g h i j k l", "m n o p q r")) {
            lanes.add(Works.of(Lane.low, text));
        }

        List<Work> batch = lanes.take(false);

        assertThat(batch).hasSize(2);
    }

    @Test
    void runsATextThatIsLongerThanABatchAlone() {
        lanes.add(Works.of(Lane.low, "w ".repeat(50)));
        lanes.add(Works.of(Lane.low, "v ".repeat(50)));

        List<Work> batch = lanes.take(false);

        assertThat(batch).hasSize(1);
    }

    @Test
    void neverMixesLanesInABatch() {
        lanes.add(Works.of(Lane.fill, "a"));
        lanes.add(Works.of(Lane.interactive, "b"));

        List<String> batch = texts();

        assertThat(batch).containsExactly("b");
    }

    @Test
    void dropsWorkThatNobodyWantsAnyMore() {
        Work gone = Works.of(Lane.low, "gone");
        lanes.add(gone);
        lanes.add(Works.of(Lane.low, "stays"));
        gone.answer().cancel(false);

        List<String> batch = texts();

        assertThat(batch).containsExactly("stays");
    }

    @Test
    void keepsBatchesSmallWhileInteractiveCallsComeIn() {
        Lanes wide = new Lanes(new BatchLimits(8, 100, 1));
        for (int i = 0; i < 8; i++) {
            wide.add(Works.of(Lane.low, "low"));
            wide.add(Works.of(Lane.interactive, "interactive"));
        }

        List<Work> interactive = wide.take(true);
        List<Work> low = wide.take(true);

        assertThat(interactive).hasSize(8);
        assertThat(low).hasSize(2);
    }

    @Test
    void putsNeighbouringLengthsTogetherWhereTheEnginePads() {
        Lanes padding = new Lanes(new BatchLimits(8, 1000, 4));
        for (String text : List.of("a", "a b c d", "a b c d e", "a b")) {
            padding.add(Works.of(Lane.low, text));
        }

        List<String> batch = padding.take(false).stream().map(Work::text).toList();

        assertThat(batch).containsExactly("a", "a b c d", "a b");
    }

    private List<String> texts() {
        return lanes.take(false).stream().map(Work::text).toList();
    }

    private String next() {
        return texts().getFirst();
    }
}
