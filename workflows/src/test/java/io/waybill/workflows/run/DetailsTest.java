package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetailsTest {

    private static final Nanos EUR = new Nanos("EUR");

    @Test
    void saysSoWhenNothingIsKnownYet() {
        String details =
                Details.ofBatch(BatchState.validating, "model not known yet", Lane.high, BatchProgress.none(), EUR, "");

        assertThat(details)
                .isEqualTo("**validating** · model not known yet · lane high\n\nNothing is known about the items yet.");
    }

    @Test
    void ordersErrorsByFrequencyThenName() {
        BatchProgress progress =
                new BatchProgress(10, 0, 1, 9, 0, 0, 0, 0, 0, Map.of("b_error", 2L, "a_error", 2L, "worker_lost", 5L));

        String details = Details.ofBatch(BatchState.completed, "m", Lane.low, progress, EUR, "");

        assertThat(details).endsWith("| worker_lost | 5 |\n| a_error | 2 |\n| b_error | 2 |");
    }

    @Test
    void staysUnderThePageThatTemporalKeeps() {
        Map<String, Long> errors = new LinkedHashMap<>();
        for (int code = 0; code < 10; code++) {
            errors.put("a_rather_long_code_of_an_error_" + code, Long.MAX_VALUE);
        }
        BatchProgress progress =
                new BatchProgress(1_000_000, 1, 2, 3, 4, 5, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, errors);

        String details =
                Details.ofBatch(BatchState.in_progress, "m".repeat(100), Lane.low, progress, EUR, "x\n".repeat(9_000));

        assertThat(details.length()).isLessThan(2_500);
        assertThat(details).contains("99 %: 999,999 of 1,000,000 items ended").contains("…", " EUR |");
    }
}
