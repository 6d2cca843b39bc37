package io.waybill.gpu.model;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All work for one model, and the platform threads that run it: as many callers of one session as there are cores,
 * which is faster than one caller with as many threads inside. A thread takes what is there, so nothing waits for a
 * batch to fill up.
 */
final class ModelQueue implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ModelQueue.class);

    /** Texts of interactive calls that may wait: about a second of work on a large machine; later ones are refused. */
    static final int INTERACTIVE_MAX = 2_048;

    /** Texts of chunks that may wait; a chunk that has more waits with handing them over. Bounds memory. */
    static final int BATCH_MAX = 16_384;

    /** Who called a second ago is likely to call again. */
    private static final Duration GENTLE = Duration.ofSeconds(2);

    private final String model;
    private final Engine engine;
    private final Lanes lanes;
    private final ModelMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Semaphore interactiveRoom = new Semaphore(INTERACTIVE_MAX);
    private final Semaphore batchRoom = new Semaphore(BATCH_MAX, true);
    private final List<Thread> threads = new ArrayList<>();

    /** Until when batches are kept small; guarded by the lock. */
    private long gentleUntilNanos = System.nanoTime();

    private boolean closed;

    /** Starts the threads; {@code meters} are closed with the queue. */
    ModelQueue(String model, Engine engine, int threadCount, ModelMeters meters) {
        this.model = requireNonNull(model, "model");
        this.engine = requireNonNull(engine, "engine");
        this.lanes = new Lanes(engine.limits());
        this.meters = requireNonNull(meters, "meters");
        for (int i = 0; i < threadCount; i++) {
            Thread thread = Thread.ofPlatform()
                    .name("model-" + model + "-" + i)
                    .daemon(true)
                    .start(this::runBatches);
            threads.add(thread);
        }
    }

    /**
     * Queues work. That of chunks waits for room; interactive work is refused where there is none.
     *
     * @throws Overloaded where interactive work finds no room
     */
    void submit(Work work) throws InterruptedException {
        Semaphore room = work.lane() == Lane.interactive ? interactiveRoom : batchRoom;
        if (work.lane() != Lane.interactive) {
            room.acquire();
        } else if (!room.tryAcquire()) {
            throw new Overloaded(model, INTERACTIVE_MAX);
        }
        var _ = work.answer().whenComplete((_, _) -> room.release());
        lock.lock();
        try {
            if (closed) {
                fail(List.of(work), new EngineFailed("the worker is stopping", true, null));
                return;
            }
            if (work.lane() == Lane.interactive) {
                gentleUntilNanos = System.nanoTime() + GENTLE.toNanos();
            }
            lanes.add(work);
            meters.arrived(work);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void runBatches() {
        List<Work> batch = next();
        while (!batch.isEmpty()) {
            run(batch);
            batch = next();
        }
    }

    private void run(List<Work> batch) {
        long begun = System.nanoTime();
        EngineFailed failure = null;
        try {
            engine.run(batch);
        } catch (EngineFailed e) {
            failure = e;
        } catch (RuntimeException | LinkageError e) {
            LOGGER.atWarn().addKeyValue("model", model).setCause(e).log("engine failed");
            failure = new EngineFailed("the engine failed: " + e.getClass().getSimpleName(), true, e);
        }
        meters.ran(batch, System.nanoTime() - begun, failure);
        if (failure != null) {
            fail(batch, failure);
        }
    }

    /** {@return the next batch; empty when the queue is closed} */
    private List<Work> next() {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    return List.of();
                }
                List<Work> batch = lanes.take(System.nanoTime() - gentleUntilNanos < 0);
                if (!batch.isEmpty()) {
                    return batch;
                }
                arrived.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void fail(List<Work> batch, EngineFailed e) {
        batch.forEach(work -> work.answer().completeExceptionally(e));
    }

    /** Fails what waits, lets what runs end, and closes the engine. */
    @Override
    public void close() {
        List<Work> waiting;
        lock.lock();
        try {
            closed = true;
            waiting = lanes.drain();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        fail(waiting, new EngineFailed("the worker is stopping", true, null));
        boolean interrupted = false;
        for (Thread thread : threads) {
            // Ends what sleeps; a running tensor batch is not disturbed.
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        engine.close();
        meters.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
