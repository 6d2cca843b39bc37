package io.waybill.standalone.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private static final Instant AT = Instant.parse("2026-04-01T10:00:00Z");

    @Test
    void tellsWhatWaitsAndHowFastItGoes() {
        var before = snapshot(AT, batch("b1", "one", "high", 100, 10), batch("b2", "two", "low", 1_000, 0));
        var now = snapshot(
                AT.plusSeconds(2),
                batch("b1", "one", "high", 100, 50),
                batch("b2", "two", "low", 1_000, 200),
                batch("b3", "two", "fill", 5_000, 500));

        String text = Screen.of(before, now, ZoneOffset.UTC);

        assertThat(text.lines())
                .contains("waybill  10:00:02  open batches 3  items left 5,350  120 items/s")
                .anyMatch(line -> line.matches("embed +1 +3 for 4 s +- +-.*"))
                .contains("  host:42")
                .anyMatch(line -> line.matches("high +1 +50 +20 +1(\\.0+)?"))
                .anyMatch(line -> line.matches("two +2 +5,300 +100 +2(\\.0+)?"))
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    void countsNoSpeedOfWhatItHasNotSeenBefore() {
        var now = snapshot(AT, batch("b1", "one", "high", 100, 60));

        assertThat(Screen.of(now, now, ZoneOffset.UTC)).contains("items left 40  0 items/s");
    }

    @Test
    void hidesWhatATerminalWouldTakeForACommand() {
        var now = snapshot(AT, batch("b1", "\u001b[2Jevil", "high", 1, 0));

        assertThat(Screen.of(now, now, ZoneOffset.UTC)).doesNotContain("\u001b").contains("?[2Jevil");
    }

    @Test
    void showsTenAccountsAndHowManyMoreThereAre() {
        var batches = java.util.stream.IntStream.range(0, 15)
                .mapToObj(i -> batch("b" + i, "account " + i, "low", 100 - i, 0))
                .toArray(OpenBatch[]::new);
        var now = snapshot(AT, batches);

        assertThat(Screen.of(now, now, ZoneOffset.UTC))
                .contains("account 0 ", "account 9 ", "and 5 more")
                .doesNotContain("account 10 ");
    }

    private static Snapshot snapshot(Instant at, OpenBatch... batches) {
        var pool = new PoolQueue("embed", List.of("host:42"), Map.of("high", new PoolQueue.Waiting(3, 4.2)));
        return new Snapshot(at, List.of(pool), List.of(batches));
    }

    private static OpenBatch batch(String id, String account, String lane, long items, long ended) {
        return new OpenBatch(id, account, lane, "in_progress", items, ended, 1_000_000_000);
    }
}
