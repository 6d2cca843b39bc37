package io.waybill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Heap in use after a full collection, of each process of {@code up --split}, as the batch grows. */
final class Memory implements Program {

    private static final int SMALLER = 10_000;
    private static final int LARGER = 100_000;
    private static final double GOAL = 1.10;
    private static final List<String> PROCESSES = List.of("api", "worker", "gpu-worker");

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        try (var instance = Instance.start(launcher, "--split");
                var client = instance.client()) {
            client.topUp();
            run(client, SMALLER);
            Map<String, Double> smaller = run(client, SMALLER, instance.connection());
            Map<String, Double> larger = run(client, LARGER, instance.connection());
            var report = new Report("memory");
            smaller.forEach((process, before) -> {
                double after = larger.getOrDefault(process, Double.NaN);
                report.figure(process + ": heap after 10^4 items", before, "MiB");
                report.figure(process + ": heap after 10^5 items", after, "MiB");
                report.atMost(process + ": 10^5 / 10^4", after / before, "ratio", GOAL);
            });
            return report;
        }
    }

    private static void run(Client client, int items) throws Exception {
        Path file = Lines.write("echo", Sentences.of(items, 4));
        try {
            client.await(client.createFromFile(client.upload(file)), false);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Map<String, Double> run(Client client, int items, Connection connection) throws Exception {
        run(client, items);
        Map<String, Double> heaps = new TreeMap<>();
        for (String process : PROCESSES) {
            Long pid = connection.pids().get(process);
            if (pid == null) {
                throw new IOException("connection.json names no process " + process + ": " + connection.pids());
            }
            heaps.put(process, HeapOf.liveMebibytes(pid));
        }
        return heaps;
    }
}
