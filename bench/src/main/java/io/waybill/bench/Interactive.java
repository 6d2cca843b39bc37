package io.waybill.bench;

import java.nio.file.Path;
import java.util.List;

/** Added latency of {@code /v1/embeddings} over calling the model directly; calls alternate, one at a time. */
final class Interactive implements Program {

    private static final int CALLS = 500;
    private static final int WARM_UP = 300;
    private static final double GOAL_P50_MILLIS = 3;
    private static final double GOAL_P99_MILLIS = 15;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        List<String> texts = Sentences.of(CALLS + WARM_UP, 3);
        double[] platform = new double[CALLS];
        double[] bare = new double[CALLS];
        try (var instance = Instance.start(launcher);
                var client = instance.client();
                var model = InstalledMiniLm.open(models)) {
            client.topUp();
            for (int call = -WARM_UP; call < CALLS; call++) {
                String text = texts.get(call + WARM_UP);
                long start = System.nanoTime();
                client.embed("all-minilm-l6-v2", text);
                long middle = System.nanoTime();
                model.embed(List.of(text));
                if (call >= 0) {
                    platform[call] = (middle - start) / 1e6;
                    bare[call] = (System.nanoTime() - middle) / 1e6;
                }
            }
        }
        var report = new Report("interactive");
        for (int percent : new int[] {50, 99}) {
            report.figure("/v1/embeddings p" + percent, Percentiles.of(platform, percent), "ms");
            report.figure("model called directly p" + percent, Percentiles.of(bare, percent), "ms");
        }
        report.atMost("added p50", Percentiles.of(platform, 50) - Percentiles.of(bare, 50), "ms", GOAL_P50_MILLIS);
        report.atMost("added p99", Percentiles.of(platform, 99) - Percentiles.of(bare, 99), "ms", GOAL_P99_MILLIS);
        return report;
    }
}
