package io.waybill.standalone.client;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Follows a batch with one line: items, rate, time left. */
public final class BatchWatch {

    private static final Duration EVERY = Duration.ofMillis(250);

    /** Where nobody looks at a terminal, a line so often. */
    private static final Duration LINE_EVERY = Duration.ofSeconds(5);

    /** The rate is that of the last so many looks. */
    private static final int LOOKS = 20;

    /** A server that is started again answers well within this. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private static final int SERVER_ERRORS_FROM = 500;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int WIDTH = 78;

    private final ApiClient api;
    private final String id;
    private final PrintStream out;
    private final boolean terminal;
    private final Deque<Look> looks = new ArrayDeque<>();
    private String state = "";
    private long lastLineNanos;

    private record Look(long nanos, long ended) {}

    private BatchWatch(ApiClient api, String id, PrintStream out) {
        this.api = api;
        this.id = id;
        this.out = out;
        this.terminal = Terminal.isThere();
    }

    /** Returns the batch when it has ended; a server that is away for a while is waited for. */
    public static JsonNode follow(ApiClient api, String id, PrintStream out) throws IOException, InterruptedException {
        return follow(api, id, out, _ -> {});
    }

    /** The same, with somebody else looking at each answer. */
    public static JsonNode follow(ApiClient api, String id, PrintStream out, Consumer<JsonNode> eachAnswer)
            throws IOException, InterruptedException {
        return new BatchWatch(api, id, out).follow(eachAnswer);
    }

    private JsonNode follow(Consumer<JsonNode> eachAnswer) throws IOException, InterruptedException {
        long heard = System.nanoTime();
        while (true) {
            try {
                JsonNode batch = api.get("/v1/batches/" + id);
                heard = System.nanoTime();
                eachAnswer.accept(batch);
                show(batch);
                if (BatchText.isEnded(batch)) {
                    return batch;
                }
            } catch (ApiRefused e) {
                if (e.status() < SERVER_ERRORS_FROM) {
                    throw e;
                }
                giveUpAfterLongSilence(heard, new IOException(e.getMessage(), e));
            } catch (HttpTimeoutException e) {
                giveUpAfterLongSilence(heard, e);
            } catch (IOException e) {
                giveUpAfterLongSilence(heard, e);
            }
            TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
        }
    }

    private static void giveUpAfterLongSilence(long heard, IOException failure) throws IOException {
        if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
            throw failure;
        }
    }

    private void show(JsonNode batch) {
        long now = System.nanoTime();
        boolean ended = BatchText.isEnded(batch);
        boolean due = terminal || ended || now - lastLineNanos >= LINE_EVERY.toNanos();
        String line = line(batch, now);
        if (!due) {
            return;
        }
        lastLineNanos = now;
        if (terminal) {
            out.print("\r" + String.format(Locale.ROOT, "%-" + WIDTH + "s", line)
                    + (ended ? System.lineSeparator() : ""));
        } else {
            out.println(line);
        }
        out.flush();
    }

    private String line(JsonNode batch, long now) {
        JsonNode counts = batch.path("request_counts");
        long total = counts.path("total").asLong();
        long done = counts.path("completed").asLong() + counts.path("failed").asLong();
        String status = BatchText.status(batch);
        if (!status.equals(state)) {
            // Lines that fail validation end at once and say nothing about the speed of the others.
            state = status;
            looks.clear();
        }
        if (total == 0) {
            return status;
        }
        looks.addLast(new Look(now, done));
        if (looks.size() > LOOKS) {
            looks.removeFirst();
        }
        double seconds = (now - looks.getFirst().nanos()) / NANOS_PER_SECOND;
        double rate = seconds > 0 ? (done - looks.getFirst().ended()) / seconds : 0;
        String left = rate > 0 && total > done ? ", " + Math.round((total - done) / rate) + " s left" : "";
        String speed = BatchText.isEnded(batch) || rate == 0
                ? ""
                : String.format(Locale.ROOT, ", %,.0f items/s%s", rate, left);
        return String.format(
                Locale.ROOT,
                "%-11s %,d of %,d, %,d failed%s",
                status,
                done,
                total,
                counts.path("failed").asLong(),
                speed);
    }
}
