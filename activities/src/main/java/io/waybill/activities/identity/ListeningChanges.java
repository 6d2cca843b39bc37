package io.waybill.activities.identity;

import io.waybill.activities.database.DedicatedSessions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ibatis.session.SqlSession;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Changes of credentials by LISTEN and, should a notification be lost, by asking every second. It has a connection of
 * its own, so that a busy pool delays no revocation. The thread starts with the first use.
 */
@Component
final class ListeningChanges implements CredentialChanges, DisposableBean {

    private static final Logger LOGGER = LoggerFactory.getLogger(ListeningChanges.class);

    private static final int POLL_MILLIS = 1000;

    /** Older than this, and the database answers: then it is asked. With the poll it stays under the 5 s promised. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long RECONNECT_MILLIS = 500;

    /**
     * Each look also sees what was already seen: a row gets its time before its transaction commits, and a credential
     * may be remembered a moment after the change to it was told.
     */
    private static final int LOOK_BACK_SECONDS = 10;

    private static final Duration CLEANING = Duration.ofMinutes(10);

    private final DedicatedSessions sessions;
    private final EventMapper events;
    private final Clock clock;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Object monitor = new Object();
    private volatile @Nullable Instant lookedAt; // null before the first look
    private volatile boolean down;
    private volatile boolean newSubscriber;
    private volatile @Nullable Thread thread; // null before the first use
    private volatile boolean closed;
    private Instant cleanedAt = Instant.MIN;

    ListeningChanges(DedicatedSessions sessions, EventMapper events, Clock clock) {
        this.sessions = sessions;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void subscribe(Subscriber subscriber) {
        synchronized (monitor) {
            subscribers.add(subscriber);
            // Nothing is remembered until it too has been told what refuses tokens.
            newSubscriber = true;
            lookedAt = null;
        }
    }

    @Override
    public boolean mayUseRemembered() {
        start();
        Instant last = lookedAt;
        if (last == null) {
            return false;
        }
        Duration age = Duration.between(last, clock.instant());
        return age.compareTo(FRESH) <= 0 || (down && age.compareTo(STALE_MAX) <= 0);
    }

    @Override
    public void requireDatabase() {
        if (down) {
            throw new CredentialsUnavailable();
        }
    }

    @Override
    public void requireRemembered() {
        if (mayUseRemembered()) {
            return;
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            synchronized (monitor) {
                while (!mayUseRemembered()) {
                    long millis = (end - System.nanoTime()) / NANOS_PER_MILLI;
                    if (millis <= 0 || closed) {
                        throw new CredentialsUnavailable();
                    }
                    monitor.wait(millis);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CredentialsUnavailable();
        }
    }

    @Override
    public void publish(CredentialChange.Kind kind, String subject, @Nullable Instant notBefore, Instant keptUntil) {
        events.insert(kind.stored(), subject, notBefore, keptUntil);
    }

    @Override
    public void destroy() throws InterruptedException {
        closed = true;
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(PATIENCE);
        }
    }

    private void start() {
        if (thread == null && !closed) {
            synchronized (monitor) {
                if (thread == null) {
                    thread = Thread.ofVirtual().name("credential-changes").start(this::run);
                }
            }
        }
    }

    private void run() {
        while (!closed) {
            try (SqlSession session = sessions.open(EventMapper.class)) {
                follow(session, session.getMapper(EventMapper.class));
            } catch (SQLException | RuntimeException e) {
                if (closed) {
                    return;
                }
                if (!down) {
                    LOGGER.atWarn().addKeyValue("error", e.toString()).log("changes of credentials are not heard");
                }
                down = true;
                pause();
            }
        }
    }

    private void follow(SqlSession session, EventMapper mapper) throws SQLException {
        mapper.listen();
        var notifications = session.getConnection().unwrap(PGConnection.class);
        startAnew(mapper);
        while (!closed) {
            if (newSubscriber) {
                startAnew(mapper);
            }
            // Taken before the look: what is remembered is as old as the question, not as the answer.
            Instant asked = clock.instant();
            tell(mapper.lately(LOOK_BACK_SECONDS));
            if (looked(asked)) {
                clean(mapper, asked);
                notifications.getNotifications(POLL_MILLIS);
            }
        }
    }

    private void startAnew(EventMapper mapper) {
        newSubscriber = false;
        List<EventRow> refusals = mapper.refusals();
        subscribers.forEach(Subscriber::reset);
        tell(refusals);
    }

    private boolean looked(Instant asked) {
        if (down) {
            LOGGER.atInfo().log("changes of credentials are heard again");
        }
        down = false;
        synchronized (monitor) {
            if (newSubscriber) {
                return false;
            }
            lookedAt = asked;
            monitor.notifyAll();
            return true;
        }
    }

    private void tell(List<EventRow> rows) {
        for (EventRow row : rows) {
            CredentialChange change = row.toChange();
            subscribers.forEach(subscriber -> subscriber.changed(change));
        }
    }

    private void clean(EventMapper mapper, Instant now) {
        if (cleanedAt.plus(CLEANING).isBefore(now)) {
            mapper.deleteOld();
            cleanedAt = now;
        }
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
