package io.waybill.activities.webhook;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.waybill.activities.database.DedicatedSessions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.ibatis.session.SqlSession;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pending deliveries and starts their workflows: when the database tells, when an attempt ends here, and every
 * second whatever happens. Rows are taken by one reader each (SKIP LOCKED); one whose reader died is found again. No
 * transaction lasts while a workflow is started.
 */
final class OutboxReader implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OutboxReader.class);

    private static final long LOOK_MILLIS = 1_000;
    private static final int TAKEN_MAX = 200;

    /** Starts at a time: each is a call of some milliseconds. */
    private static final int STARTS_MAX = 16;

    /** Whoever takes a row has started its workflow by then, and its first attempt is over. */
    private static final Duration BEGUN_WITHIN = Duration.ofSeconds(60);

    private static final Duration STOP = Duration.ofSeconds(3);
    private static final Duration LOOK_AFTER_EVERY = Duration.ofSeconds(10);

    private final DeliveryMapper deliveries;
    private final DeliveryStarts starts;
    private final DedicatedSessions sessions;
    private final int places;
    private final Clock clock;
    private final Semaphore bell = new Semaphore(0);
    private final Semaphore starting = new Semaphore(STARTS_MAX);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closed;
    private Instant lookedAfter = Instant.EPOCH;

    OutboxReader(
            DeliveryMapper deliveries, DeliveryStarts starts, DedicatedSessions sessions, int places, Clock clock) {
        this.deliveries = deliveries;
        this.starts = starts;
        this.sessions = sessions;
        this.places = places;
        this.clock = clock;
        threads.execute(this::listen);
        threads.execute(this::run);
    }

    /** Something may be pending, or a place be free. */
    void ring() {
        bell.release();
    }

    @Override
    public void close() {
        closed = true;
        ring();
        // Not interrupted: that would break connections of the pool.
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException _) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        while (!closed) {
            try (SqlSession session = sessions.open(OutboxListenMapper.class)) {
                session.getMapper(OutboxListenMapper.class).listen();
                var notifications = session.getConnection().unwrap(PGConnection.class);
                while (!closed) {
                    var told = notifications.getNotifications((int) LOOK_MILLIS);
                    if (told != null && told.length > 0) {
                        ring();
                    }
                }
            } catch (SQLException | RuntimeException e) {
                // The reader looks every second: nothing is lost, only slower.
                LOGGER.atDebug().addKeyValue("error", e.toString()).log("the outbox is not heard");
                pause();
            }
        }
    }

    private void run() {
        boolean told = false;
        while (!closed) {
            try {
                bell.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                bell.drainPermits();
                lookAfter();
                while (!closed && take() > 0) {
                    // until nothing is pending that has a place
                }
                told = false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!told && !closed) {
                    told = true;
                    LOGGER.atWarn().setCause(e).log("the outbox cannot be read; trying on");
                }
                pause();
            }
        }
    }

    private int take() throws InterruptedException {
        Instant now = clock.instant();
        List<DueRow> taken = deliveries.take(now, now.plus(BEGUN_WITHIN), places, Deliverer.FAILURES_MAX, TAKEN_MAX);
        for (DueRow row : taken) {
            starting.acquire();
            threads.execute(() -> {
                try {
                    start(row);
                } finally {
                    starting.release();
                }
            });
        }
        return taken.size();
    }

    private void start(DueRow row) {
        try {
            // Where it had ended before, it has written down how, or is looked after.
            starts.start(row);
        } catch (RuntimeException e) {
            if (!closed) {
                LOGGER.atWarn()
                        .addKeyValue("delivery", row.workflowId())
                        .addKeyValue("error", e.toString())
                        .log("a delivery cannot be started; trying on");
                deliveries.giveBack(row, clock.instant());
            }
        }
    }

    /** Deliveries of which nothing is heard: their workflow was never started, is late, or was ended by hand. */
    private void lookAfter() {
        Instant now = clock.instant();
        if (lookedAfter.plus(LOOK_AFTER_EVERY).isAfter(now)) {
            return;
        }
        lookedAfter = now;
        for (DueRow row : deliveries.overdue(now, TAKEN_MAX)) {
            Optional<WorkflowExecutionStatus> ended = starts.start(row);
            if (ended.isEmpty()) {
                deliveries.expect(row, now.plus(Deliverer.LATE));
            } else {
                String how = ended.get().name().replace("WORKFLOW_EXECUTION_STATUS_", "");
                deliveries.bury(row, "its workflow has ended: " + how.toLowerCase(Locale.ROOT), now);
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
