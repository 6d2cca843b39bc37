package io.waybill.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Interactive calls beside a batch over the same model: the latency of calls that come one every 200 ms, alone and
 * beside a {@code fill} and a {@code low} batch; and what the batch keeps of the throughput that the calls leave it.
 */
final class Coexist implements Program {

    private static final String MODEL = "all-minilm-l6-v2";
    private static final int CALLS = 300;
    private static final int WARM_UP = 60;
    private static final long EVERY_MILLIS = 200;
    private static final long POLL_MILLIS = 50;
    private static final int ITEMS = 16_000;
    private static final String TEXT = "The quick brown fox jumps over the lazy dog by the river in the morning.";
    private static final double GOAL_P99 = 1.5;
    private static final double GOAL_KEPT = 0.70;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        Path file = Lines.write(MODEL, Sentences.of(ITEMS, 6));
        try (var instance = Instance.start(launcher);
                var client = instance.client()) {
            client.topUp();
            String input = client.upload(file);
            calls(client, WARM_UP);
            double batchAlone = seconds(client, input, "low");
            double[] alone = calls(client, CALLS);
            double busyShare = Percentiles.of(alone, 50) / EVERY_MILLIS;
            var report = new Report("coexist");
            report.figure("calls alone, p50", Percentiles.of(alone, 50), "ms");
            report.figure("calls alone, p99", Percentiles.of(alone, 99), "ms");
            report.figure("batch alone", ITEMS / batchAlone, "items/s");
            for (String lane : new String[] {"fill", "low"}) {
                Beside beside = beside(client, input, lane);
                double[] millis = beside.millis();
                report.figure("calls beside " + lane + ", p50", Percentiles.of(millis, 50), "ms");
                report.figure("calls beside " + lane + ", p99", Percentiles.of(millis, 99), "ms");
                for (Phase phase : Phase.values()) {
                    double[] own = beside.millis(phase);
                    if (own.length > 0) {
                        report.figure("  " + phase.text + ", calls", own.length, "");
                        report.figure("  " + phase.text + ", p50", Percentiles.of(own, 50), "ms");
                        report.figure("  " + phase.text + ", p99", Percentiles.of(own, 99), "ms");
                    }
                }
                report.atMost(
                        "beside " + lane + " / alone, p99",
                        Percentiles.of(millis, 99) / Percentiles.of(alone, 99),
                        "ratio",
                        GOAL_P99);
                report.figure(lane + " beside calls", ITEMS / beside.seconds(), "items/s");
                report.atLeast(
                        String.format(Locale.ROOT, "%s: kept of what calls leave", lane),
                        batchAlone / beside.seconds() / (1 - busyShare),
                        "ratio",
                        GOAL_KEPT);
            }
            return report;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Calls for as long as the batch runs. */
    private static Beside beside(Client client, String input, String lane) throws Exception {
        var phase = new AtomicReference<>(Phase.BEGIN);
        var over = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Call>> calling = threads.submit(() -> {
                List<Call> calls = new ArrayList<>();
                while (!over.get()) {
                    Phase now = phase.get();
                    calls.add(new Call(now, call(client)));
                    Thread.sleep(EVERY_MILLIS);
                }
                return calls;
            });
            long start = System.nanoTime();
            String batch = client.createFromFile(input, lane);
            while (client.succeeded(batch) == 0) {
                Thread.sleep(POLL_MILLIS);
            }
            phase.set(Phase.MIDDLE);
            while (client.succeeded(batch) < ITEMS) {
                Thread.sleep(POLL_MILLIS);
            }
            phase.set(Phase.END);
            client.await(batch, false);
            double seconds = (System.nanoTime() - start) / 1e9;
            over.set(true);
            return new Beside(calling.get(), seconds);
        }
    }

    private static double seconds(Client client, String input, String lane) throws Exception {
        long start = System.nanoTime();
        client.await(client.createFromFile(input, lane), false);
        return (System.nanoTime() - start) / 1e9;
    }

    private static double[] calls(Client client, int count) throws Exception {
        var millis = new double[count];
        for (int i = 0; i < count; i++) {
            millis[i] = call(client);
            Thread.sleep(EVERY_MILLIS);
        }
        return millis;
    }

    private static double call(Client client) throws Exception {
        // No two calls are the same, so that nothing can be remembered.
        String text = TEXT + " " + ThreadLocalRandom.current().nextInt();
        long start = System.nanoTime();
        client.embed(MODEL, text);
        return (System.nanoTime() - start) / 1e6;
    }

    /** What the batch does meanwhile. */
    private enum Phase {
        BEGIN("while it is validated and planned, until its first item"),
        MIDDLE("while its items run"),
        END("while its files and receipts are made");

        private final String text;

        Phase(String text) {
            this.text = text;
        }
    }

    private record Call(Phase phase, double millis) {}

    private record Beside(List<Call> calls, double seconds) {

        double[] millis() {
            return calls.stream().mapToDouble(Call::millis).toArray();
        }

        double[] millis(Phase phase) {
            return calls.stream()
                    .filter(call -> call.phase() == phase)
                    .mapToDouble(Call::millis)
                    .toArray();
        }
    }
}
