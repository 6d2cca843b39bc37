package io.waybill.activities.log;

import io.waybill.activities.database.DedicatedSessions;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.ibatis.session.SqlSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Appends what is queued about once a second, in one process at a time: whoever holds the lock. The lock says who
 * begins; that one who has lost it without knowing writes nothing is for the fence.
 */
final class Sequencer implements SmartLifecycle {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sequencer.class);

    private static final Duration STOP = Duration.ofSeconds(5);

    /** A person has to look; what is looked at again is 32 bytes for each 256 leaves. */
    private static final Duration REFUSED = Duration.ofSeconds(60);

    /** Checkpoints are told about once an hour: somebody who asks to be told waits a little. */
    private static final Duration ANNOUNCED = Duration.ofSeconds(5);

    private static final Duration FAILED = Duration.ofSeconds(2);

    private final Appending appending;
    private final DedicatedSessions sessions;
    private final LogSettings settings;
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean stopping;
    private final LogMeters meters = LogMeters.OF_PROCESS;
    private @Nullable Thread thread; // null while it is stopped

    Sequencer(Appending appending, DedicatedSessions sessions, LogSettings settings) {
        this.appending = appending;
        this.sessions = sessions;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        if (thread == null) {
            stopping = false;
            bell.drainPermits();
            thread = Thread.ofPlatform().name("log-sequencer").daemon().start(this::run);
        }
    }

    @Override
    public synchronized void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            stopping = true;
            bell.release();
            try {
                running.join(STOP);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    private void run() {
        while (!stopping) {
            try (SqlSession session = sessions.open(SequencerMapper.class)) {
                var lock = session.getMapper(SequencerMapper.class);
                if (lock.tryLock()) {
                    sequence(lock);
                }
            } catch (Integration.Fenced e) {
                LOGGER.atWarn().log("another sequencer has begun; this one stands back");
            } catch (LogRefused e) {
                refuse(e);
            } catch (RuntimeException e) {
                LOGGER.atWarn().addKeyValue("error", e.toString()).log("the log cannot be appended to; trying on");
                pause(FAILED);
            }
            meters.idle();
            pause(settings.interval());
        }
    }

    private void sequence(SequencerMapper lock) {
        long fence = appending.begin();
        appending.check(fence);
        meters.sequencing();
        LOGGER.atInfo()
                .addKeyValue("fence", fence)
                .addKeyValue("size", appending.size())
                .log("log is sequenced here");
        long announced = System.nanoTime() - ANNOUNCED.toNanos();
        while (!stopping) {
            lock.held();
            long now;
            do {
                now = appending.append(fence);
                meters.appended(now);
                appending.sign(fence);
            } while (now > 0 && !stopping);
            appending.witness(fence);
            if (System.nanoTime() - announced >= ANNOUNCED.toNanos()) {
                appending.announce(fence);
                announced = System.nanoTime();
            }
            meters.saw(appending.size(), appending.waiting());
            pause(settings.interval());
        }
    }

    private void refuse(LogRefused why) {
        meters.refused();
        LOGGER.atError()
                .addKeyValue("error", String.valueOf(why.getMessage()))
                .log("the log is not what was signed: nothing is appended or signed until a person has looked");
        pause(REFUSED);
    }

    private void pause(Duration most) {
        try {
            if (!stopping && bell.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS)) {
                bell.drainPermits();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }
}
