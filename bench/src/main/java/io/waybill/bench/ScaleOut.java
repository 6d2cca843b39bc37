package io.waybill.bench;

import io.waybill.gpu.GpuWorker;
import io.waybill.gpu.worker.GpuSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What a second gpu-worker adds: a file of short texts by one worker with one thread, then by two, each with one. The
 * second is a gpu-worker like the first, in the bench's process. Everything else shares the same machine.
 */
final class ScaleOut implements Program {

    private static final String MODEL = "all-minilm-l6-v2";
    private static final int TEXTS = 10_000;
    private static final int ROUNDS = 2;
    private static final Duration READY = Duration.ofMinutes(1);
    private static final String THREADS = "1";

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        Path file = Lines.write(MODEL, Sentences.of(TEXTS, 7));
        try (var instance = Instance.start(launcher, Map.of("WAYBILL_INFERENCE_THREADS", THREADS));
                var client = instance.client()) {
            client.topUp();
            String input = client.upload(file);
            seconds(client, input);
            double one = best(client, input);
            double two;
            try (GpuWorker second = GpuWorker.start(settings(instance.connection(), models))) {
                second.awaitReady(READY);
                seconds(client, input);
                two = best(client, input);
            }
            var report = new Report("scale-out");
            report.figure("one gpu-worker with one thread", TEXTS / one, "texts/s");
            report.figure("two", TEXTS / two, "texts/s");
            report.figure("factor", one / two, "ratio");
            return report;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** {@return the shorter of two, so that a busy neighbour counts once} */
    private static double best(Client client, String input) throws Exception {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, seconds(client, input));
        }
        return best;
    }

    private static double seconds(Client client, String input) throws Exception {
        long start = System.nanoTime();
        client.await(client.createFromFile(input), false);
        return (System.nanoTime() - start) / 1e9;
    }

    private static GpuSettings settings(Connection connection, Path models) {
        var properties = new Properties();
        List.of(
                        Map.entry("waybill.temporal.address", connection.temporalAddress()),
                        Map.entry("waybill.temporal.namespace", connection.temporalNamespace()),
                        Map.entry("waybill.s3.endpoint", connection.s3Endpoint()),
                        Map.entry("waybill.s3.bucket", connection.s3Bucket()),
                        Map.entry("waybill.s3.access-key", connection.s3AccessKey()),
                        Map.entry("waybill.s3.secret-key", connection.s3SecretKey()),
                        Map.entry("waybill.models.directory", models.toString()),
                        Map.entry("waybill.models.echo", "true"),
                        Map.entry("waybill.inference.token", "no-one-calls-this-port"),
                        Map.entry("waybill.inference.threads", THREADS))
                .forEach(setting -> properties.setProperty(setting.getKey(), setting.getValue()));
        return GpuSettings.of(properties, Map.of());
    }
}
