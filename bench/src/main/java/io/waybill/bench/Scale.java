package io.waybill.bench;

import com.google.protobuf.util.Timestamps;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batches of 10^3 to 10^6 {@code echo} items through {@code up --split}: what an item costs as batches grow, the live
 * heap of each process after each, and what the stores keep of an item. Takes some minutes and a few gigabytes of disk.
 */
final class Scale implements Program {

    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
    private static final int BASE = 10_000;
    private static final int LARGEST = 1_000_000;
    private static final double GOAL = 1.10;
    private static final double GOAL_RECEIPTS = 0.05;
    private static final int EVENTS_MAX = 4_096;
    private static final List<String> PROCESSES = List.of("api", "worker", "gpu-worker");

    @Override
    public Report run(Path launcher, Path models) throws Exception {
        try (var instance = Instance.start(launcher, "--split");
                var client = instance.client()) {
            client.topUp();
            batch(client, BASE);
            batch(client, BASE);
            Map<Integer, Seen> seen = new LinkedHashMap<>();
            for (int size : SIZES) {
                seen.put(size, see(instance, client, size));
            }
            return report(seen);
        }
    }

    private static Report report(Map<Integer, Seen> seen) {
        var report = new Report("scale");
        Seen base = seen.getOrDefault(BASE, Seen.NOTHING);
        seen.forEach((size, it) -> {
            String items = String.format("%,d items", size);
            report.figure(items, it.seconds(), "s");
            report.figure(items + ": an item", it.seconds() / size * 1e6, "us");
            if (size > BASE) {
                report.figure(items + ": an item in PostgreSQL", (double) it.databaseBytes() / size, "bytes");
                report.figure(items + ": an item in the object store", (double) it.objectBytes() / size, "bytes");
                it.heaps()
                        .forEach((process, heap) -> report.atMost(
                                items + " / 10^4: heap of " + process,
                                heap / base.heaps().getOrDefault(process, Double.NaN),
                                "ratio",
                                GOAL));
            }
        });
        Seen largest = seen.getOrDefault(LARGEST, Seen.NOTHING);
        report.atMost(
                "an item at 10^6 / at 10^4", largest.seconds() / LARGEST / (base.seconds() / BASE), "ratio", GOAL);
        report.figure("receipts of 10^6 items", largest.attestSeconds(), "s");
        report.atMost("receipts / all of it", largest.attestSeconds() / largest.seconds(), "ratio", GOAL_RECEIPTS);
        report.atMost("history events of the root", largest.rootEvents(), "events", EVENTS_MAX);
        report.atMost("history events of a shard", largest.shardEvents(), "events", EVENTS_MAX);
        return report;
    }

    private static Seen see(Instance instance, Client client, int size) throws Exception {
        Connection connection = instance.connection();
        long database = databaseBytes(connection);
        long objects = instance.objectBytes();
        Ran ran = batch(client, size);
        Map<String, Double> heaps = new LinkedHashMap<>();
        for (String process : PROCESSES) {
            Long pid = connection.pids().get(process);
            if (pid == null) {
                throw new IOException("connection.json names no process " + process + ": " + connection.pids());
            }
            heaps.put(process, HeapOf.liveMebibytes(pid));
        }
        return new Seen(
                ran.seconds(),
                heaps,
                databaseBytes(connection) - database,
                instance.objectBytes() - objects,
                events(connection, ran.id()),
                size == LARGEST ? events(connection, ran.id() + "/shard-0") : 0,
                size == LARGEST ? attestSeconds(connection, ran.id()) : 0);
    }

    private static Ran batch(Client client, int size) throws Exception {
        Path file = Lines.write("echo", Sentences.of(size, size));
        try {
            long start = System.nanoTime();
            String id = client.createFromFile(client.upload(file));
            client.await(id, false);
            return new Ran(id, (System.nanoTime() - start) / 1e9);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long databaseBytes(Connection connection) throws SQLException {
        try (var database = DriverManager.getConnection(
                        connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword());
                var statement = database.createStatement();
                var rows = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static double events(Connection connection, String workflowId) {
        var stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(connection.temporalAddress())
                .build());
        try {
            return stubs.blockingStub()
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(connection.temporalNamespace())
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflowId))
                            .build())
                    .getWorkflowExecutionInfo()
                    .getHistoryLength();
        } finally {
            stubs.shutdownNow();
        }
    }

    /** {@return how long the step took that makes the receipts, from its start to its end} */
    private static double attestSeconds(Connection connection, String workflowId) {
        var stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(connection.temporalAddress())
                .build());
        try {
            var client = WorkflowClient.newInstance(
                    stubs,
                    WorkflowClientOptions.newBuilder()
                            .setNamespace(connection.temporalNamespace())
                            .build());
            List<HistoryEvent> events =
                    client.fetchHistory(workflowId).getHistory().getEventsList();
            long scheduled = events.stream()
                    .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                    .filter(event -> event.getActivityTaskScheduledEventAttributes()
                            .getActivityType()
                            .getName()
                            .equals("Attest"))
                    .findFirst()
                    .orElseThrow()
                    .getEventId();
            HistoryEvent started = events.stream()
                    .filter(event ->
                            event.getActivityTaskStartedEventAttributes().getScheduledEventId() == scheduled)
                    .findFirst()
                    .orElseThrow();
            HistoryEvent completed = events.stream()
                    .filter(event ->
                            event.getActivityTaskCompletedEventAttributes().getScheduledEventId() == scheduled)
                    .findFirst()
                    .orElseThrow();
            return (Timestamps.toMillis(completed.getEventTime()) - Timestamps.toMillis(started.getEventTime())) / 1e3;
        } finally {
            stubs.shutdownNow();
        }
    }

    private record Ran(String id, double seconds) {}

    private record Seen(
            double seconds,
            Map<String, Double> heaps,
            long databaseBytes,
            long objectBytes,
            double rootEvents,
            double shardEvents,
            double attestSeconds) {

        private static final Seen NOTHING = new Seen(Double.NaN, Map.of(), 0, 0, Double.NaN, Double.NaN, Double.NaN);
    }
}
