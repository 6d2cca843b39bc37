package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.temporal.workflow.Workflow;
import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.Course;
import io.waybill.workflows.batch.ShardInput;
import io.waybill.workflows.inference.InferredChunk;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs chunks through a sliding window: reads them a page at a time, keeps the window full, settles what has ended, and
 * runs again what must be run again. Callbacks only note what happened; the one thread of {@link #run} acts on it.
 */
final class RunLoop implements ItemsRun {

    /**
     * Most runs of single items in flight: enough for every slot of a large pool, and a tenth of the 2,000 pending
     * activities at which a workflow stops.
     */
    static final int ITEM_WINDOW = 200;

    /** Most runs of larger chunks in flight: seconds of work each, so this is minutes of work in the queue. */
    static final int CHUNK_WINDOW = 64;

    /** What the planner promises for a shard. */
    static final int CHUNKS_PLANNED_MAX = 600;

    /** Where this workflow stops rather than grow past what a history may hold: about 15,000 events for these alone. */
    static final int CHUNKS_MAX = 5_000;

    private static final Logger LOGGER = Workflow.getLogger(RunLoop.class);

    private final ShardInput work;
    private final Steps steps;
    private final Retries retries;
    private final Settler settler;
    private final Runnable changed;

    private final AbsentModels absent = new AbsentModels();
    private final Deque<Flights.Landed> ended = new ArrayDeque<>();
    private final Deque<ChunkRun> ready = new ArrayDeque<>();
    private final Deque<ChunkRun> suspects = new ArrayDeque<>();
    private final Delays delays = new Delays(this::wake);
    private int lastChunk = -1;
    private int chunks;
    private boolean more = true;
    private boolean reading;
    private final Flights flights;
    private boolean suspectInFlight;
    private boolean woken;
    private boolean warned;
    private BatchProgress shown = BatchProgress.none();
    private Course course;
    private @Nullable RuntimeException broken; // set when the chunks cannot be read

    /**
     * Begins before the first chunk.
     *
     * @param progress what is known so far
     * @param changed called after each settle
     */
    RunLoop(ShardInput work, Steps steps, BatchProgress progress, Runnable changed) {
        this.work = requireNonNull(work, "work");
        this.steps = requireNonNull(steps, "steps");
        this.changed = requireNonNull(changed, "changed");
        this.course = new Course(work.paused(), work.lane());
        this.flights = new Flights(new Inference(work), this::landed);
        this.retries = new Retries(work.batchId(), work.attempt());
        this.settler = new Settler(work.batchId(), steps, retries, progress, this::wake, this::followLate);
    }

    /** Takes a page of chunks that need not be read any more. */
    void take(ChunkPage page) {
        for (var ref : page.chunks()) {
            ready.add(ChunkRun.whole(ref));
            lastChunk = ref.chunk();
        }
        chunks += page.chunks().size();
        more = page.more();
    }

    @Override
    public void run() {
        while (true) {
            woken = false;
            follow();
            readAhead();
            delays.start();
            startRuns();
            settler.pump();
            show();
            if (broken != null) {
                throw broken;
            }
            if (isDone()) {
                return;
            }
            Workflow.await(() -> woken);
        }
    }

    @Override
    public void drain() {
        for (Flights.Landed run : ended) {
            if (run.answer() != null) {
                settler.add(run.run(), run.answer());
            }
        }
        ended.clear();
        settler.drain();
        show();
    }

    @Override
    public void steer(Course next) {
        boolean moved = next.lane() != course.lane();
        course = next;
        if (moved && !suspectInFlight) {
            flights.recall();
        }
        wake();
    }

    @Override
    public BatchProgress progress() {
        return settler.progress();
    }

    @Override
    public String activity() {
        StringBuilder line = new StringBuilder();
        line.append(flights.count())
                .append(flights.count() == 1 ? " run" : " runs")
                .append(" in flight, ");
        line.append(ready.size()).append(more ? "+ waiting" : " waiting");
        if (delays.repeats() > 0) {
            line.append(", ").append(delays.repeats()).append(" about to be repeated");
        }
        if (suspectInFlight || !suspects.isEmpty()) {
            line.append(", ")
                    .append(suspects.size() + (suspectInFlight ? 1 : 0))
                    .append(" to run alone");
        }
        if (!absent.isEmpty()) {
            line.append("; no worker has ").append(String.join(", ", absent.models()));
        }
        return line.toString();
    }

    private boolean isDone() {
        return !more
                && !reading
                && ended.isEmpty()
                && ready.isEmpty()
                && flights.count() == 0
                && delays.repeats() == 0
                && suspects.isEmpty()
                && absent.isEmpty()
                && settler.isIdle();
    }

    private void readAhead() {
        guard();
        if (!more || reading || ready.size() >= ChunkPage.LIMIT) {
            return;
        }
        reading = true;
        steps.chunks(work.shard(), lastChunk).handle((page, failure) -> {
            reading = false;
            if (failure == null) {
                take(page);
            } else {
                broken = failure;
            }
            wake();
            return page;
        });
    }

    private void startRuns() {
        if (course.paused()) {
            return;
        }
        while (!suspectInFlight && !ready.isEmpty()) {
            ChunkRun next = ready.getFirst();
            if (next.suspect()) {
                suspects.add(ready.removeFirst());
            } else if (!absent.mayStart(next)) {
                absent.keep(ready.removeFirst());
            } else if (flights.count() < (next.single() ? ITEM_WINDOW : CHUNK_WINDOW)) {
                flights.start(ready.removeFirst(), course.lane());
            } else {
                return;
            }
        }
        // A suspect may take its worker with it, and whoever else runs there: it waits until it is alone.
        if (flights.count() == 0 && ready.isEmpty() && delays.repeats() == 0 && !more && !suspects.isEmpty()) {
            suspectInFlight = true;
            flights.start(suspects.removeFirst(), course.lane());
        }
    }

    private void landed(Flights.Landed run) {
        ended.add(run);
        wake();
    }

    private void follow() {
        while (!ended.isEmpty()) {
            Flights.Landed next = ended.removeFirst();
            flights.take();
            suspectInFlight = false;
            if (next.recalled()) {
                ready.addFirst(next.run());
                continue;
            }
            InferredChunk answer = next.answer();
            List<Consequence> consequences =
                    answer == null ? failed(next.run(), requireNonNull(next.failure())) : answered(next.run(), answer);
            consequences.forEach(this::follow);
        }
    }

    private List<Consequence> answered(ChunkRun run, InferredChunk answer) {
        ready.addAll(absent.found(run));
        settler.add(run, answer);
        return retries.after(run, answer);
    }

    private List<Consequence> failed(ChunkRun run, RuntimeException failure) {
        List<Consequence> consequences = retries.after(run, failure);
        LOGGER.atWarn()
                .addKeyValue("batch", work.batchId())
                .addKeyValue("chunk", run.ref().chunk())
                .addKeyValue("wave", run.wave())
                .addKeyValue("items", run.size())
                .addKeyValue("error", String.valueOf(failure.getCause()))
                .log("run failed");
        if (consequences.stream().noneMatch(Consequence.AwaitModel.class::isInstance)) {
            ready.addAll(absent.found(run));
        }
        return consequences;
    }

    // Delays that come now are started in the next round.
    private void followLate(Consequence consequence) {
        follow(consequence);
        wake();
    }

    private void follow(Consequence consequence) {
        switch (consequence) {
            case Consequence.Again again when again.delay().isZero() -> ready.addAll(again.runs());
            case Consequence.Again again ->
                delays.repeat(
                        again.delay(), "repeat " + again.runs().getFirst().summary(), () -> ready.addAll(again.runs()));
            case Consequence.Alone alone -> suspects.add(alone.run());
            case Consequence.AwaitModel await -> awaitModel(await.run());
            case Consequence.GiveUp give -> settler.add(give.items());
        }
    }

    private void awaitModel(ChunkRun run) {
        if (absent.refused(run)) {
            delays.ask(
                    absent.nextDelay(run), "ask again for " + run.ref().model(), () -> ready.addFirst(absent.ask(run)));
        }
    }

    private void show() {
        if (!shown.equals(settler.progress())) {
            shown = settler.progress();
            changed.run();
        }
    }

    private void wake() {
        woken = true;
    }

    private void guard() {
        if (chunks > CHUNKS_MAX) {
            throw new IllegalStateException("shard " + work.shard() + " has more than " + CHUNKS_MAX + " chunks");
        }
        if (chunks > CHUNKS_PLANNED_MAX && !warned) {
            warned = true;
            LOGGER.atError()
                    .addKeyValue("batch", work.batchId())
                    .addKeyValue("shard", work.shard())
                    .addKeyValue("chunks", chunks)
                    .log("shard has more chunks than planned for");
        }
    }
}
