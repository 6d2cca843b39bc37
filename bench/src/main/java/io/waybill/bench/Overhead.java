package io.waybill.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the platform costs where the model costs nothing: {@code echo} in chunks, and one activity an item against a
 * bare Temporal workflow of no-op activities on the same server.
 */
final class Overhead implements Program {

    private static final int CHUNKED = 50_000;
    private static final int SINGLES = 500;
    private static final int SINGLE_BATCHES = 4;
    private static final int ROUNDS = 3;

    /** The JVM still compiles during the first thousands of single items: 20 ms of processor time each, then 10. */
    private static final int WARM_UP = 5;

    private static final double GOAL_CHUNKED = 5_000;
    private static final double GOAL_SINGLES = 0.6;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        Path file = Lines.write("echo", Sentences.of(CHUNKED, 2));
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            client.topUp();
            client.await(client.createFromFile(client.upload(file)), false);
            double[] chunked = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                client.await(client.createFromFile(client.upload(file)), false);
                chunked[round] = CHUNKED / ((System.nanoTime() - start) / 1e9);
            }
            double[] bare = new double[ROUNDS];
            double[] singles = new double[ROUNDS];
            try (var temporal = new BareTemporal(instance.connection())) {
                for (int round = 0; round < WARM_UP; round++) {
                    temporal.activitiesPerSecond(SINGLES, SINGLE_BATCHES);
                    singles(client);
                }
                for (int round = 0; round < ROUNDS; round++) {
                    bare[round] = temporal.activitiesPerSecond(SINGLES, SINGLE_BATCHES);
                    singles[round] = singles(client);
                }
            }
            var report = new Report("overhead");
            report.atLeast("echo in chunks", Percentiles.of(chunked, 50), "items/s", GOAL_CHUNKED);
            report.figure("bare Temporal, no-op activities", Percentiles.of(bare, 50), "items/s");
            report.figure("echo, one activity an item", Percentiles.of(singles, 50), "items/s");
            report.atLeast(
                    "one activity an item / bare Temporal",
                    Percentiles.of(singles, 50) / Percentiles.of(bare, 50),
                    "ratio",
                    GOAL_SINGLES);
            return report;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static double singles(Client client) throws Exception {
        List<String> inputs = Collections.nCopies(SINGLES, "one two three");
        long start = System.nanoTime();
        List<String> batches = new ArrayList<>();
        for (int batch = 0; batch < SINGLE_BATCHES; batch++) {
            batches.add(client.createInline("echo", inputs));
        }
        for (String batch : batches) {
            client.await(batch, false);
        }
        return SINGLES * SINGLE_BATCHES / ((System.nanoTime() - start) / 1e9);
    }
}
