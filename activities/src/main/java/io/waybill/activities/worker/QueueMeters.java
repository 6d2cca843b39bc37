package io.waybill.activities.worker;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueStats;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.waybill.activities.meter.OpenWork;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits, as gauges that are brought up to date at intervals: activities of each pool and lane that no gpu-worker
 * has taken, how long the oldest has waited, who takes from the queue, and open batches.
 */
final class QueueMeters implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(QueueMeters.class);

    /** As often as Prometheus asks, or a little oftener. */
    private static final Duration EVERY = Duration.ofSeconds(10);

    private static final long CALL_SECONDS_MAX = 2;
    private static final double NANOS = 1e9;

    private final WorkflowServiceStubs stubs;
    private final String namespace;
    private final List<String> pools;
    private final OpenWork batches;
    private final MultiGauge tasks = MultiGauge.builder("waybill.queue.tasks").register(Metrics.globalRegistry);
    private final MultiGauge ages =
            MultiGauge.builder("waybill.queue.age.seconds").register(Metrics.globalRegistry);
    private final MultiGauge pollers =
            MultiGauge.builder("waybill.queue.pollers").register(Metrics.globalRegistry);
    private final Thread thread;
    private boolean told;

    QueueMeters(WorkflowServiceStubs stubs, String namespace, List<String> pools, OpenWork batches) {
        this.stubs = requireNonNull(stubs, "stubs");
        this.namespace = requireNonNull(namespace, "namespace");
        this.pools = List.copyOf(pools);
        this.batches = requireNonNull(batches, "batches");
        this.thread = Thread.ofVirtual().name("queue-meters").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            refresh();
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void refresh() {
        try {
            batches.refresh();
            var taskRows = new ArrayList<MultiGauge.Row<?>>();
            var ageRows = new ArrayList<MultiGauge.Row<?>>();
            var pollerRows = new ArrayList<MultiGauge.Row<?>>();
            for (String pool : pools) {
                DescribeTaskQueueResponse queue = describe(pool);
                pollerRows.add(MultiGauge.Row.of(Tags.of("pool", pool), queue.getPollersCount()));
                for (Lane lane : Lane.values()) {
                    var tags = Tags.of("pool", pool, "lane", lane.name());
                    TaskQueueStats stats = queue.getStatsByPriorityKeyOrDefault(
                            lane.priorityKey(), TaskQueueStats.getDefaultInstance());
                    taskRows.add(MultiGauge.Row.of(tags, stats.getApproximateBacklogCount()));
                    ageRows.add(MultiGauge.Row.of(tags, seconds(stats)));
                }
            }
            tasks.register(taskRows, true);
            ages.register(ageRows, true);
            pollers.register(pollerRows, true);
            told = false;
        } catch (RuntimeException e) {
            if (!told) {
                told = true;
                LOGGER.atWarn().addKeyValue("error", e.toString()).log("queues cannot be measured; trying on");
            }
        }
    }

    private DescribeTaskQueueResponse describe(String pool) {
        return stubs.blockingStub()
                .withDeadlineAfter(CALL_SECONDS_MAX, TimeUnit.SECONDS)
                .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(namespace)
                        .setTaskQueue(TaskQueue.newBuilder().setName(TaskQueues.gpu(pool)))
                        .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                        .setReportStats(true)
                        .build());
    }

    private static double seconds(TaskQueueStats stats) {
        var age = stats.getApproximateBacklogAge();
        return age.getSeconds() + age.getNanos() / NANOS;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
