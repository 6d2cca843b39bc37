package io.waybill.activities.meter;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Open batches as gauges: how many, by state and lane, and how old the oldest is. */
@Component
final class OpenBatchMeters implements OpenWork {

    private final OpenWorkMapper rows;
    private final MultiGauge open = MultiGauge.builder("waybill.batches.open").register(Metrics.globalRegistry);
    private final MultiGauge oldest =
            MultiGauge.builder("waybill.batches.oldest.seconds").register(Metrics.globalRegistry);

    OpenBatchMeters(OpenWorkMapper rows) {
        this.rows = rows;
        SettleLag.prepare();
    }

    @Override
    public void refresh() {
        List<OpenBatchesRow> found = new ArrayList<>(rows.batches());
        // A series that comes and goes is hard to sum and to alert on.
        for (BatchState state : BatchState.values()) {
            for (Lane lane : List.of(Lane.high, Lane.low, Lane.fill)) {
                var none = new OpenBatchesRow(state.name(), lane.name(), 0, 0);
                if (!state.isTerminal() && found.stream().noneMatch(none::isOfSameKind)) {
                    found.add(none);
                }
            }
        }
        open.register(
                found.stream()
                        .map(row -> MultiGauge.Row.of(tags(row), row.batches()))
                        .toList(),
                true);
        oldest.register(
                found.stream()
                        .map(row -> MultiGauge.Row.of(tags(row), row.oldestSeconds()))
                        .toList(),
                true);
    }

    private static Tags tags(OpenBatchesRow row) {
        return Tags.of("state", row.state(), "lane", row.lane());
    }
}
