package io.waybill.bench;

import java.nio.file.Path;
import java.util.List;

/** One batch of 1, 10, 50 texts: submission to terminal state, less what the inference itself takes. */
final class Small implements Program {

    private static final int[] SIZES = {1, 10, 50};
    private static final int ROUNDS = 20;

    /** Of each size, in a new process: what lives for weeks is measured when its code is compiled, and said before. */
    private static final int WARM_UP = 100;

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
                double[] cold = new double[ROUNDS];
                for (int round = -WARM_UP; round < ROUNDS; round++) {
                    long start = System.nanoTime();
                    client.await(client.createInline("all-minilm-l6-v2", texts), true);
                    double millis = (System.nanoTime() - start) / 1e6;
                    long bareStart = System.nanoTime();
                    model.embed(texts);
                    double bareMillis = (System.nanoTime() - bareStart) / 1e6;
                    if (round + WARM_UP < ROUNDS) {
                        cold[round + WARM_UP] = millis;
                    }
                    if (round >= 0) {
                        platform[round] = millis;
                        bare[round] = bareMillis;
                    }
                }
                String what = "batch of " + size + ": ";
                report.figure(what + "the first of a size, p50", Percentiles.of(cold, 50), "ms");
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
