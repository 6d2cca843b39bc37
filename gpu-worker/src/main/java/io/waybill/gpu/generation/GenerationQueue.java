package io.waybill.gpu.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.GenerationSink;
import io.waybill.workflows.batch.Lane;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The slots of one model's engine, and who is next: the first of the first lane that has any. What runs is never
 * interrupted for another; while interactive calls wait, no item of a batch begins. Each call runs on its caller's
 * thread. Thread-safe.
 */
public final class GenerationQueue implements AutoCloseable {

    /** Interactive calls that may wait; later ones are refused, and come back. */
    public static final int INTERACTIVE_MAX = 64;

    /** How soon it is noticed that nobody wants an answer any more, or that an engine takes more at a time. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String model;
    private final Generator generator;
    private final GenerationMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<Lane, ArrayDeque<Long>> waiting = new EnumMap<>(Lane.class);
    private long tickets;
    private int running;
    private boolean closed;

    /** Owns the engine from now on. */
    public GenerationQueue(String model, Generator generator) {
        this.model = requireNonNull(model, "model");
        this.generator = requireNonNull(generator, "generator");
        this.meters = new GenerationMeters(model);
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new ArrayDeque<>());
        }
    }

    /** {@return how many calls the engine takes at a time now} */
    public int slots() {
        return generator.slots();
    }

    /** {@return whether a call can be answered now} */
    public boolean ready() {
        return generator.ready();
    }

    /** {@return how many calls wait} */
    int waiting() {
        lock.lock();
        try {
            return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a slot and generates.
     *
     * @return false where nobody wanted the answer before it began: then nothing was told
     * @throws GenerationRefused where too many interactive calls wait, or the worker is stopping
     * @throws InterruptedException where the calling thread is interrupted
     */
    public boolean generate(Lane lane, GenerationRequest request, GenerationSink sink) throws InterruptedException {
        if (!enter(lane, sink)) {
            return false;
        }
        try {
            generator.generate(request, meters.counting(sink));
            return true;
        } finally {
            leave();
        }
    }

    private boolean enter(Lane lane, GenerationSink sink) throws InterruptedException {
        ArrayDeque<Long> line = line(lane);
        lock.lock();
        try {
            if (closed || (lane == Lane.interactive && line.size() >= INTERACTIVE_MAX)) {
                throw new GenerationRefused(model, INTERACTIVE_MAX);
            }
            long own = ++tickets;
            line.addLast(own);
            meters.waiting(lane, line.size());
            try {
                while (!isNext(lane, own)) {
                    freed.awaitNanos(LOOK_NANOS);
                    if (closed) {
                        throw new GenerationRefused(model, INTERACTIVE_MAX);
                    }
                    if (!sink.wanted()) {
                        return false;
                    }
                }
                meters.running(++running);
                return true;
            } finally {
                line.remove(own);
                meters.waiting(lane, line.size());
                freed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isNext(Lane lane, long own) {
        if (running >= generator.slots() || line(lane).isEmpty() || line(lane).getFirst() != own) {
            return false;
        }
        for (Lane other : Lane.values()) {
            if (other == lane) {
                return true;
            }
            if (!line(other).isEmpty()) {
                return false;
            }
        }
        throw new IllegalStateException("no lane " + lane);
    }

    private void leave() {
        lock.lock();
        try {
            meters.running(--running);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private ArrayDeque<Long> line(Lane lane) {
        return requireNonNull(waiting.get(lane), "lane");
    }

    /** Refuses what waits, and closes the engine, which ends what runs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
        generator.close();
        meters.close();
    }
}
