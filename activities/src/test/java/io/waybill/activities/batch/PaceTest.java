package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.waybill.workflows.batch.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Offset<Double> NEARLY = within(1e-9);

    @Test
    void countsTheTimeInWhichAModelHadWorkOnce() {
        List<RanRow> ran = List.of(
                new RanRow("m", 100, NOW.minusSeconds(20), NOW.minusSeconds(15)),
                new RanRow("m", 100, NOW.minusSeconds(18), NOW.minusSeconds(10)),
                new RanRow("m", 300, NOW.minusSeconds(5), null));

        Pace pace = Pace.of(NOW, ran, List.of(), Map.of());

        assertThat(pace.itemsPerSecond().get("m")).isEqualTo(500 / 15.0, NEARLY);
    }

    @Test
    void remembersModelsThatAreIdle() {
        Pace pace = Pace.of(NOW, List.of(), List.of(), Map.of("m", 7.0));

        assertThat(pace.seconds("m", Lane.low, 14, null).getAsDouble()).isEqualTo(2, NEARLY);
        assertThat(pace.seconds("other", Lane.low, 14, null)).isEmpty();
    }

    @Test
    void putsWhatComesFirstBeforeAndSharesItsOwnLane() {
        UUID own = new UUID(0, 1);
        List<RunningRow> running = List.of(
                new RunningRow(own, Lane.low, List.of("m"), 100),
                new RunningRow(new UUID(0, 2), Lane.high, List.of("m"), 1_000),
                new RunningRow(new UUID(0, 3), Lane.low, List.of("m"), 40),
                new RunningRow(new UUID(0, 4), Lane.low, List.of("m"), 5_000),
                new RunningRow(new UUID(0, 5), Lane.fill, List.of("m"), 9_000),
                new RunningRow(new UUID(0, 6), Lane.high, List.of("n"), 9_000));
        Pace pace = new Pace(NOW, Map.of("m", 10.0), running);

        double seconds = pace.seconds("m", Lane.low, 100, own).getAsDouble();

        assertThat(seconds).isEqualTo((100 + 1_000 + 40 + 100) / 10.0, NEARLY);
    }
}
