package io.waybill.api.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.ledger.CallHolds;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.receipt.SingleReceipt;
import io.waybill.api.inference.AnsweredCalls;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import io.waybill.models.generation.GenerationWire;
import io.waybill.models.request.ItemError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that a worker runs. A thread of its own takes the worker's events into a bounded queue; where nobody takes
 * them out of it for a while, the call is dropped, so that a slow reader holds no slot. What the call costs is captured
 * when it is asked for; a call that is closed before costs nothing.
 */
final class RunningCall implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RunningCall.class);

    /** Events that a client has not read yet, beside what the network holds: seconds of a fast model. */
    static final int EVENTS_MAX = 256;

    private static final Duration END = Duration.ofMillis(500);

    private final PreparedCall prepared;
    private final GenerationWire.Reader events;
    private final CallHolds holds;
    private final AnsweredCalls answered;
    private final FirstTokens firstTokens;
    private final Duration longest;
    private final Duration patience;
    private final BlockingQueue<GenerationEvent> waiting = new ArrayBlockingQueue<>(EVENTS_MAX);
    private final Thread reader;

    /** Whether the call was ended from this side: then what the worker says about its end is nothing to tell of. */
    private volatile boolean cancelled;

    /** Tokens that the engine made for what came, where the worker cannot say any more how many it made in all. */
    private final AtomicInteger pieces = new AtomicInteger();

    private volatile @Nullable Done done; // null before the end, and where there was none
    private volatile boolean failed;
    private boolean settled;

    /** Whether a client saw something; the reader's alone. */
    private boolean begun;

    /** Takes events at once. The hold of {@code prepared} is there; it is this object's to end from now on. */
    RunningCall(
            PreparedCall prepared,
            GenerationWire.Reader events,
            CallHolds holds,
            AnsweredCalls answered,
            FirstTokens firstTokens,
            Duration longest,
            Duration patience) {
        this.prepared = requireNonNull(prepared, "prepared");
        this.events = requireNonNull(events, "events");
        this.holds = requireNonNull(holds, "holds");
        this.answered = requireNonNull(answered, "answered");
        this.firstTokens = requireNonNull(firstTokens, "firstTokens");
        this.longest = requireNonNull(longest, "longest");
        this.patience = requireNonNull(patience, "patience");
        this.reader = Thread.ofVirtual().name("generation-" + prepared.id()).start(this::read);
    }

    PreparedCall prepared() {
        return prepared;
    }

    /**
     * {@return the next event; null where there is none in time} After {@code Done} or {@code Failed} nothing comes.
     */
    @Nullable
    GenerationEvent next(Duration time) throws InterruptedException {
        var event = waiting.poll(time.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null && System.nanoTime() - prepared.begunNanos() > longest.toNanos()) {
            failed = true;
            cancel();
            return new Failed(
                    ItemError.engine_error.name(),
                    "the answer took longer than " + longest.toSeconds() + " s",
                    null,
                    true);
        }
        return event;
    }

    /**
     * Captures what was made until now, gives the rest back, and stores the receipt, all of it or nothing. Takes part
     * in the caller's transaction where there is one. Happens once.
     *
     * @param receipts makes the receipt for what the call cost, in nano-units
     */
    SingleReceipt capture(LongFunction<SingleReceipt> receipts) {
        if (done == null) {
            cancel();
        }
        var last = done;
        var inputTokens = last == null ? prepared.promptTokensLikely() : last.promptTokens();
        var outputTokens = last == null ? pieces.get() : last.completionTokens();
        var nothing = failed || (last == null && outputTokens == 0);
        var nanos = nothing ? 0 : prepared.priceNanos(inputTokens, outputTokens);
        if (nanos == 0) {
            release();
            return free(receipts);
        }
        var receipt = receipts.apply(nanos);
        var taken = holds.capture(
                prepared.caller().accountId(),
                prepared.reference(),
                nanos,
                new Ledger.Call(
                        prepared.caller().keyId(), prepared.model().manifest().id(), inputTokens, outputTokens),
                () -> answered.captured(receipt));
        settled = true;
        if (!taken) {
            LOGGER.atWarn()
                    .addKeyValue("reference", prepared.reference())
                    .log("a call ended after its hold; it is free");
            return free(receipts);
        }
        return receipt;
    }

    private SingleReceipt free(LongFunction<SingleReceipt> receipts) {
        var receipt = receipts.apply(0);
        answered.add(receipt);
        return receipt;
    }

    /** Ends the call at the worker; what it cost until now can still be captured. */
    private void cancel() {
        cancelled = true;
        try {
            events.close();
        } catch (IOException e) {
            LOGGER.atDebug().addKeyValue("error", e.toString()).log("connection to a worker not closed cleanly");
        }
        reader.interrupt();
    }

    /** Ends the call, and gives back what it holds where nothing was captured. */
    @Override
    public void close() {
        if (done == null || !ended()) {
            cancel();
        }
        release();
    }

    /** {@return whether the worker has closed its answer too, so that the connection serves other calls} */
    private boolean ended() {
        try {
            return reader.join(END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void release() {
        if (settled) {
            return;
        }
        settled = true;
        if (prepared.mostNanos() > 0) {
            try {
                holds.release(prepared.caller().accountId(), prepared.reference());
            } catch (RuntimeException e) {
                LOGGER.atWarn()
                        .addKeyValue("reference", prepared.reference())
                        .setCause(e)
                        .log("hold not released; it is when it has run out");
            }
        }
    }

    private void read() {
        try {
            var event = events.next();
            while (event != null) {
                note(event);
                if (!waiting.offer(event, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOGGER.atInfo()
                            .addKeyValue("reference", prepared.reference())
                            .log("client reads too slowly; call dropped");
                    cancel();
                    return;
                }
                event = events.next();
            }
            if (done == null && !failed) {
                lost("the worker ended its answer early");
            }
        } catch (IOException e) {
            if (done == null && !failed) {
                lost(e.toString());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                events.close();
            } catch (IOException e) {
                LOGGER.atDebug().addKeyValue("error", e.toString()).log("connection to a worker not closed cleanly");
            }
        }
    }

    private void note(GenerationEvent event) {
        switch (event) {
            case Piece piece -> made(piece.tokens(), !piece.text().isEmpty());
            case ToolPiece piece -> made(piece.tokens(), true);
            case Done end -> done = end;
            case Failed _ -> failed = true;
            case GenerationEvent.ChoiceEnd _ -> {
                // Told of with the rest.
            }
        }
    }

    private void made(int tokens, boolean seen) {
        pieces.addAndGet(tokens);
        if (seen && !begun) {
            begun = true;
            firstTokens.record(prepared);
        }
    }

    private void lost(String why) {
        if (cancelled) {
            return;
        }
        failed = true;
        LOGGER.atWarn().addKeyValue("error", why).log("worker lost while it generated");
        var event = new Failed(ItemError.worker_lost.name(), "the worker was lost while it answered", null, true);
        try {
            if (!waiting.offer(event, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                cancelled = true;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
