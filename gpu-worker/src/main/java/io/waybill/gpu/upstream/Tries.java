package io.waybill.gpu.upstream;

import static java.util.Objects.requireNonNull;

import io.waybill.gpu.upstream.AttemptFailed.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** The tries of one call: which server is next, how long to wait before, and when to give up. Used by one thread. */
final class Tries {

    /** Three retries outlast a restart behind a load balancer; more only add load. */
    private static final int TRIES_MAX = 4;

    private static final Duration LOOK = Duration.ofMillis(25);

    private final UpstreamModel model;
    private final BooleanSupplier wanted;
    private final BooleanSupplier unsaid;
    private final long deadlineNanos;
    private final Set<Endpoint> tried = new HashSet<>();

    /**
     * Prepares them.
     *
     * @param wanted whether somebody still wants the answer
     * @param unsaid whether nothing of an answer was passed on, so that another try is allowed
     */
    Tries(UpstreamModel model, BooleanSupplier wanted, BooleanSupplier unsaid) {
        this.model = requireNonNull(model, "model");
        this.wanted = requireNonNull(wanted, "wanted");
        this.unsaid = requireNonNull(unsaid, "unsaid");
        this.deadlineNanos = System.nanoTime() + model.limits().whole().toNanos();
    }

    /**
     * Runs until one try succeeds.
     *
     * @throws AttemptFailed of the last one
     * @throws Unwanted where nobody wants the answer any more
     */
    void run(Try one) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Endpoint endpoint = nextEndpoint();
            enter();
            try {
                one.run(new Attempt(model, endpoint, wanted, deadlineNanos));
                return;
            } catch (AttemptFailed e) {
                tried.add(endpoint);
                if (!unsaid.getAsBoolean() || attempt == TRIES_MAX || !retries(e)) {
                    throw e;
                }
                pauseAfter(e, attempt);
            } finally {
                model.concurrency().leave();
            }
            model.meters().retried();
        }
    }

    /** {@return whether it makes sense to try again within this call} */
    private boolean retries(AttemptFailed e) {
        return switch (e.kind()) {
            case rejected -> false;
            // Only another server may see it differently.
            case refused, missing, protocol -> model.endpoints().hasFresh(tried);
            case busy, broken, unreachable, cut, timeout -> true;
        };
    }

    private void pauseAfter(AttemptFailed e, int attempt) throws InterruptedException {
        if (model.endpoints().hasFresh(tried)) {
            return;
        }
        // A connection that was kept may have been closed just then; a new one is made at once.
        if (e.kind() == Kind.cut && attempt == 1) {
            return;
        }
        long base = model.limits().backOff().toNanos() << (attempt - 1);
        pause(Duration.ofNanos(base / 2 + ThreadLocalRandom.current().nextLong(base)));
    }

    private Endpoint nextEndpoint() throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            Optional<Endpoint> next = model.endpoints().next(tried);
            if (next.isPresent()) {
                Duration rest = next.get().rest();
                if (rest.isZero()) {
                    return next.get();
                }
                if (rest.compareTo(model.limits().retryAfter()) > 0) {
                    throw AttemptFailed.resting(Kind.busy, rest);
                }
                pause(rest);
            } else if (!model.endpoints().probed()
                    || System.nanoTime() - began < model.limits().recovery().toNanos()) {
                pause(LOOK);
            } else {
                throw AttemptFailed.of(Kind.unreachable);
            }
        }
    }

    private void enter() throws InterruptedException {
        while (!model.concurrency().enter(LOOK)) {
            check();
        }
    }

    private void pause(Duration duration) throws InterruptedException {
        long end = System.nanoTime() + duration.toNanos();
        check();
        long left = end - System.nanoTime();
        while (left > 0) {
            Thread.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())));
            check();
            left = end - System.nanoTime();
        }
    }

    private void check() {
        if (!wanted.getAsBoolean()) {
            throw new Unwanted();
        }
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw AttemptFailed.of(Kind.timeout);
        }
    }

    /** One try. */
    interface Try {

        /** Makes it. */
        void run(Attempt attempt) throws InterruptedException;
    }
}
