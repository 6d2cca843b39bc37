package io.waybill.bench;

import java.nio.file.Path;
import java.util.List;

/** One batch of 1, 10, 50 texts: submission to terminal state, less what the inference itself takes. */
final class Small implements Program {

    private static final int[] SIZES = {1, 10, 50};
    private static final int ROUNDS = 20;
    private static final int WARM_UP = 10;
    private static final double GOAL_MILLIS = 150;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        var report = new Report("small");
        try (var instance = Instance.start(launcher);
                var client = instance.client();
                var model = InstalledMiniLm.open(models)) {
            client.topUp();
            for (int size : SIZES) {
                List<String> texts = Sentences.of(size, size);
                double[] platform = new double[ROUNDS];
                double[] bare = new double[ROUNDS];
                for (int round = -WARM_UP; round < ROUNDS; round++) {
                    long start = System.nanoTime();
                    client.await(client.createInline("all-minilm-l6-v2", texts), true);
                    double millis = (System.nanoTime() - start) / 1e6;
                    long bareStart = System.nanoTime();
                    model.embed(texts);
                    double bareMillis = (System.nanoTime() - bareStart) / 1e6;
                    if (round >= 0) {
                        platform[round] = millis;
                        bare[round] = bareMillis;
                    }
                }
                String what = "batch of " + size + ": ";
                report.figure(what + "submission to terminal state p50", Percentiles.of(platform, 50), "ms");
                report.figure(what + "the same p95", Percentiles.of(platform, 95), "ms");
                report.figure(what + "inference alone p50", Percentiles.of(bare, 50), "ms");
                report.atMost(
                        what + "above inference p50",
                        Percentiles.of(platform, 50) - Percentiles.of(bare, 50),
                        "ms",
                        GOAL_MILLIS);
            }
        }
        return report;
    }
}
