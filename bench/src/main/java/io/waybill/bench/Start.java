package io.waybill.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Time from {@code ./waybill up --detach} to ready, on a new data directory and again on the same, and what it then
 * occupies. The first start after a build, which the JVM records, is told apart.
 */
final class Start implements Program {

    private static final int ROUNDS = 3;
    private static final double GOAL_SECONDS = 10;

    /** Making the JVM's cache of a recording takes ten seconds of one core. */
    private static final Duration CACHE_MAX = Duration.ofMinutes(2);

    private static final Duration LOOK = Duration.ofMillis(500);

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        long start = System.nanoTime();
        double first;
        try (var _ = Instance.start(launcher)) {
            first = seconds(start);
        }
        awaitCaches(launcher);
        double[] fresh = new double[ROUNDS];
        double[] again = new double[ROUNDS];
        Map<String, Double> resident = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            start = System.nanoTime();
            try (var instance = Instance.start(launcher)) {
                fresh[round] = seconds(start);
                instance.stop();
                start = System.nanoTime();
                instance.startAgain();
                again[round] = seconds(start);
                for (var process : instance.connection().pids().entrySet()) {
                    resident.put(process.getKey(), HeapOf.residentMebibytes(process.getValue()));
                }
            }
        }
        var report = new Report("start");
        report.figure("up to ready, first of these runs", first, "s");
        report.atMost("up to ready, new data directory", Percentiles.of(fresh, 50), "s", GOAL_SECONDS);
        report.atMost("up to ready, the same again", Percentiles.of(again, 50), "s", GOAL_SECONDS);
        resident.forEach((process, mebibytes) -> report.figure("resident memory: " + process, mebibytes, "MiB"));
        report.figure(
                "resident memory: all",
                resident.values().stream().mapToDouble(Double::doubleValue).sum(),
                "MiB");
        return report;
    }

    // After the first stop; what is made then would be measured with the next start.
    private static void awaitCaches(Path launcher) throws IOException, InterruptedException {
        Path home = requireNonNull(launcher.toAbsolutePath().getParent(), "folder of the launcher");
        Path caches = home.resolve("standalone").resolve("target").resolve("class-data");
        long end = System.nanoTime() + CACHE_MAX.toNanos();
        while (isMaking(caches) && System.nanoTime() < end) {
            Thread.sleep(LOOK);
        }
    }

    private static boolean isMaking(Path caches) throws IOException {
        if (!Files.isDirectory(caches)) {
            return false;
        }
        try (var recordings = Files.newDirectoryStream(caches, "*.recording")) {
            return recordings.iterator().hasNext();
        }
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
