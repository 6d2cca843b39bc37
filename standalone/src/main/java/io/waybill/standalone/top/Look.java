package io.waybill.standalone.top;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueStats;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.waybill.standalone.data.Connection;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.wire.TaskQueues;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Looks at a running platform: batches by SQL, queues by Temporal. Not thread-safe. */
public final class Look implements AutoCloseable {

    /** The oldest; more than a screen has room for, and few enough to ask for every other second. */
    private static final int BATCHES_MAX = 5_000;

    private static final String ECHO = "echo";

    private static final long CALL_SECONDS_MAX = 2;
    private static final double NANOS = 1e9;

    private final java.sql.Connection database;
    private final WorkflowServiceStubs stubs;
    private final String namespace;
    private final List<String> pools;

    private Look(java.sql.Connection database, WorkflowServiceStubs stubs, String namespace, List<String> pools) {
        this.database = database;
        this.stubs = stubs;
        this.namespace = namespace;
        this.pools = List.copyOf(pools);
    }

    /**
     * Opens it.
     *
     * @param pools whose queues are looked at
     */
    public static Look at(Connection connection, List<String> pools) throws SQLException {
        var database = DriverManager.getConnection(
                connection.postgresJdbcUrl(), connection.postgresUser(), connection.postgresPassword());
        var stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(connection.temporalAddress())
                .build());
        return new Look(database, stubs, connection.temporalNamespace(), pools);
    }

    /** {@return what there is now} */
    public Snapshot now() throws SQLException {
        var queues = new ArrayList<PoolQueue>();
        for (String pool : pools) {
            PoolQueue queue = queue(pool);
            // The test model is there where somebody serves it.
            if (!pool.equals(ECHO) || !queue.workers().isEmpty()) {
                queues.add(queue);
            }
        }
        return new Snapshot(Instant.now(), queues, batches());
    }

    private List<OpenBatch> batches() throws SQLException {
        try (var statement = database.prepareStatement("""
                SELECT b.id, a.name, b.lane, b.state, b.items,
                       b.succeeded + b.failed + b.cancelled + b.expired AS ended,
                       b.held_nanos - b.captured_nanos - b.released_nanos AS held
                FROM batch b
                JOIN account a ON a.id = b.account_id
                WHERE b.state NOT IN ('completed', 'failed', 'cancelled', 'expired')
                ORDER BY b.id
                LIMIT ?
                """)) {
            statement.setInt(1, BATCHES_MAX);
            var batches = new ArrayList<OpenBatch>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    batches.add(new OpenBatch(
                            rows.getString("id"),
                            rows.getString("name"),
                            rows.getString("lane"),
                            rows.getString("state"),
                            rows.getLong("items"),
                            rows.getLong("ended"),
                            rows.getLong("held")));
                }
            }
            return batches;
        }
    }

    private PoolQueue queue(String pool) {
        try {
            return ask(pool);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                // The server in memory knows nothing of its queues.
                return new PoolQueue(pool, List.of(), Map.of());
            }
            throw new IllegalStateException("Temporal does not answer: " + e.getStatus(), e);
        }
    }

    private PoolQueue ask(String pool) {
        var answer = stubs.blockingStub()
                .withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS)
                .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(namespace)
                        .setTaskQueue(TaskQueue.newBuilder().setName(TaskQueues.gpu(pool)))
                        .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                        .setReportStats(true)
                        .build());
        var workers = new TreeSet<String>();
        answer.getPollersList().forEach(poller -> workers.add(poller.getIdentity()));
        var lanes = new TreeMap<String, PoolQueue.Waiting>();
        for (Lane lane : Lane.values()) {
            TaskQueueStats stats =
                    answer.getStatsByPriorityKeyOrDefault(lane.priorityKey(), TaskQueueStats.getDefaultInstance());
            var age = stats.getApproximateBacklogAge();
            lanes.put(
                    lane.name(),
                    new PoolQueue.Waiting(
                            stats.getApproximateBacklogCount(), age.getSeconds() + age.getNanos() / NANOS));
        }
        return new PoolQueue(pool, List.copyOf(workers), lanes);
    }

    @Override
    public void close() throws SQLException {
        stubs.shutdownNow();
        database.close();
    }
}
