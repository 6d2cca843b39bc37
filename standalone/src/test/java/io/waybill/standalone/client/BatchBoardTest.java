package io.waybill.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.standalone.data.Json;
import org.junit.jupiter.api.Test;

class BatchBoardTest {

    @Test
    void showsABatchThatRuns() {
        var batch = Json.MAPPER.readTree("""
                {"id": "batch_1", "status": "in_progress", "progress": 0.5, "eta": "2026-11-22T05:00:01.25Z",
                 "request_counts": {"total": 10000, "completed": 4990, "failed": 10}}
                """);

        String line = BatchBoard.line(batch, 1_234.4);

        assertThat(line)
                .startsWith(
                        "batch_1 [############............]  50 %  5,000 of 10,000 (10 failed)  in_progress  1,234/s")
                .containsPattern("ends \\d\\d:\\d\\d:\\d\\d$");
    }

    @Test
    void showsABatchThatHasEnded() {
        var batch = Json.MAPPER.readTree("""
                {"id": "batch_1", "status": "completed", "progress": 1, "eta": null,
                 "request_counts": {"total": 3, "completed": 3, "failed": 0}}
                """);

        assertThat(BatchBoard.line(batch, 7)).isEqualTo("batch_1 [########################] 100 %  3 of 3  completed");
    }
}
