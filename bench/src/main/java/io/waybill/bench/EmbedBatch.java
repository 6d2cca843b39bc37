package io.waybill.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A file of short texts through the whole platform, against a bare ONNX Runtime loop over the same model, texts and
 * threads. Rounds alternate, so that a busy neighbour disturbs both alike; the middle round of each is compared.
 */
final class EmbedBatch implements Program {

    private static final int TEXTS = 10_000;
    private static final int TEXTS_LARGE = 100_000;
    private static final int ROUNDS = 3;
    private static final int[] BATCH_SIZES = {1, 8, 32};
    private static final double GOAL = 0.90;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        List<String> texts = Sentences.of(TEXTS, 1);
        List<String> byLength =
                texts.stream().sorted(Comparator.comparingInt(String::length)).toList();
        int threads = Runtime.getRuntime().availableProcessors();
        double[] bare = new double[ROUNDS];
        double[] platform = new double[ROUNDS];
        Path file = Lines.write("all-minilm-l6-v2", texts);
        try (var instance = Instance.start(launcher);
                var client = instance.client();
                var model = InstalledMiniLm.open(models)) {
            client.topUp();
            client.await(client.createFromFile(client.upload(file)), false);
            int batch = bestBatch(model, byLength, threads);
            for (int round = 0; round < ROUNDS; round++) {
                bare[round] = model.textsPerSecond(byLength, batch, threads);
                long start = System.nanoTime();
                JsonNode ended = client.await(client.createFromFile(client.upload(file)), false);
                platform[round] = TEXTS / ((System.nanoTime() - start) / 1e9);
                if (ended.path("request_counts").path("completed").asLong() != TEXTS) {
                    throw new IllegalStateException("not every item succeeded: " + ended);
                }
            }
            double large = large(client);
            double bareAfter = model.textsPerSecond(byLength, batch, threads);
            var report = new Report("embed-batch");
            report.figure("texts", TEXTS, "");
            report.figure("batch size of the bare loop (the best of 1, 8, 32)", batch, "");
            report.figure("bare ONNX Runtime loop", Percentiles.of(bare, 50), "texts/s");
            report.figure("whole platform, upload to terminal state", Percentiles.of(platform, 50), "texts/s");
            report.atLeast("platform / bare", Percentiles.of(platform, 50) / Percentiles.of(bare, 50), "ratio", GOAL);
            report.figure("whole platform, 100,000 texts", large, "texts/s");
            report.figure("bare ONNX Runtime loop after it", bareAfter, "texts/s");
            report.atLeast("platform / bare, 100,000 texts", large / bareAfter, "ratio", GOAL);
            return report;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static double large(Client client) throws Exception {
        Path file = Lines.write("all-minilm-l6-v2", Sentences.of(TEXTS_LARGE, 8));
        try {
            long start = System.nanoTime();
            client.await(client.createFromFile(client.upload(file)), false);
            return TEXTS_LARGE / ((System.nanoTime() - start) / 1e9);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static int bestBatch(BareModel model, List<String> texts, int threads) throws InterruptedException {
        List<String> sample = texts.subList(TEXTS / 2, TEXTS / 2 + 1_000);
        int best = BATCH_SIZES[0];
        double fastest = 0;
        for (int batch : BATCH_SIZES) {
            double speed = model.textsPerSecond(sample, batch, threads);
            if (speed > fastest) {
                fastest = speed;
                best = batch;
            }
        }
        return best;
    }
}
