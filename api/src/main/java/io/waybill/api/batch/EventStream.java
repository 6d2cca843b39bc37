package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.ResultLine;
import io.waybill.activities.batch.ResultOrder;
import io.waybill.activities.batch.ResultPlace;
import io.waybill.activities.batch.ResultReader;
import io.waybill.activities.id.Ids;
import io.waybill.api.request.StreamPlaces;
import io.waybill.workflows.batch.BatchState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events of one batch to one client, on the request's own thread: nothing is kept for a client but where it stands, so
 * one that reads slowly, or comes back, finds what it has not had in the rows.
 */
final class EventStream {

    /** Items of one event; whoever is behind gets the next at once. */
    private static final int PAGE_LINES = 2_000;

    /** How often a stream looks: so that an event is of many items, and one of a quiet batch is told soon. */
    private static final Duration PAUSE_MIN = Duration.ofMillis(250);

    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);

    private final Supplier<Batch> batch;
    private final ResultReader reader;
    private final BatchRendering rendering;
    private final JsonMapper mapper;
    private final Clock clock;
    private final StreamPlaces places;
    private final BooleanSupplier allowed;
    private final OutputStream out;
    private EventCursor cursor;

    EventStream(
            Supplier<Batch> batch,
            ResultReader reader,
            BatchRendering rendering,
            JsonMapper mapper,
            Clock clock,
            StreamPlaces places,
            BooleanSupplier allowed,
            OutputStream out,
            EventCursor cursor) {
        this.batch = batch;
        this.reader = reader;
        this.rendering = rendering;
        this.mapper = mapper;
        this.clock = clock;
        this.places = places;
        this.allowed = allowed;
        this.out = out;
        this.cursor = cursor;
    }

    /**
     * Writes until the batch has ended.
     *
     * @throws IOException also where the stream is cut before; the client comes back with the last id it has
     */
    void write() throws IOException {
        text("retry: 1000\n\n");
        var pause = PAUSE_MIN;
        var heard = System.nanoTime();
        while (true) {
            var before = cursor;
            var now = batch.get();
            states(now);
            var page = reader.next(PAGE_LINES);
            items(page);
            var over = now.state().isTerminal() && page.size() < PAGE_LINES && reader.isComplete();
            progress(now);
            if (over) {
                end(now);
                out.flush();
                return;
            }
            out.flush();
            if (System.nanoTime() - heard >= places.heartbeat().toNanos()) {
                heard = System.nanoTime();
                alive();
            }
            if (page.size() < PAGE_LINES) {
                pause = cursor.equals(before) ? pause(pause) : pauseShort();
            }
        }
    }

    /** The milestones that have not been told, and the state where it is none of them. */
    private void states(Batch now) throws IOException {
        for (var milestone : Milestone.values()) {
            var at = milestone.at(now);
            if (at != null && (cursor.milestones() & milestone.bit()) == 0) {
                cursor = cursor.passed(milestone.bit(), milestone.state());
                state(milestone.state(), at);
            }
        }
        var state = now.state();
        if (state != cursor.state() && !state.isTerminal()) {
            cursor = cursor.told(state);
            state(state, clock.instant());
        }
    }

    private void state(BatchState state, Instant at) throws IOException {
        event(new BatchEvent.State(id(), state.name(), at.getEpochSecond()));
    }

    private void items(List<ResultLine> page) throws IOException {
        if (page.isEmpty()) {
            return;
        }
        var place = cursor.place();
        cursor = cursor.readTo(page.getLast().place());
        event(BatchEvent.Items.of(
                id(),
                page,
                place == null ? null : results(place),
                results(page.getLast().place())));
    }

    private String results(ResultPlace place) {
        return new ResultCursor(cursor.batchId(), ResultOrder.completion, place).render();
    }

    private void progress(Batch now) throws IOException {
        var counts = now.progress();
        var ended = counts.items() - counts.pending();
        if (ended != cursor.ended()) {
            cursor = cursor.counted(ended);
            event(BatchEvent.Progress.of(rendering.render(now)));
        }
    }

    private void end(Batch now) throws IOException {
        cursor = cursor.told(now.state());
        event("batch." + now.state(), rendering.render(now));
    }

    private String id() {
        return Ids.render(Ids.BATCH, cursor.batchId());
    }

    private Duration pauseShort() throws IOException {
        pause(PAUSE_MIN);
        return PAUSE_MIN;
    }

    private Duration pause(Duration time) throws IOException {
        if (!places.pause(time)) {
            throw new IOException("the process stops; the client goes on elsewhere");
        }
        var longer = time.multipliedBy(2);
        return longer.compareTo(PAUSE_MAX) < 0 ? longer : PAUSE_MAX;
    }

    private void alive() throws IOException {
        if (!allowed.getAsBoolean()) {
            throw new IOException("the credential of a stream does not hold any more");
        }
        text(": alive\n\n");
        out.flush();
    }

    private void event(BatchEvent event) throws IOException {
        event(event.name(), event);
    }

    private void event(String name, Object data) throws IOException {
        text("id: " + cursor.render() + "\nevent: " + name + "\ndata: " + mapper.writeValueAsString(data) + "\n\n");
    }

    private void text(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
