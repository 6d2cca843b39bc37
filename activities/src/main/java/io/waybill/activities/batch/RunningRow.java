package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.util.List;
import java.util.UUID;

/** What is left of a batch in progress. */
record RunningRow(UUID id, Lane lane, List<String> models, long pending) {

    RunningRow {
        requireNonNull(id, "id");
        requireNonNull(lane, "lane");
        models = List.copyOf(models);
    }
}
