package io.waybill.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Time from {@code ./waybill up --detach} to ready, on a new data directory, and what it then occupies. */
final class Start implements Program {

    private static final int ROUNDS = 3;
    private static final double GOAL_SECONDS = 10;

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        double[] seconds = new double[ROUNDS];
        Map<String, Double> resident = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            try (var instance = Instance.start(launcher)) {
                seconds[round] = (System.nanoTime() - start) / 1e9;
                for (var process : instance.connection().pids().entrySet()) {
                    resident.put(process.getKey(), HeapOf.residentMebibytes(process.getValue()));
                }
            }
        }
        var report = new Report("start");
        report.atMost("up to ready, new data directory", Percentiles.of(seconds, 50), "s", GOAL_SECONDS);
        resident.forEach((process, mebibytes) -> report.figure("resident memory: " + process, mebibytes, "MiB"));
        report.figure(
                "resident memory: all",
                resident.values().stream().mapToDouble(Double::doubleValue).sum(),
                "MiB");
        return report;
    }
}
