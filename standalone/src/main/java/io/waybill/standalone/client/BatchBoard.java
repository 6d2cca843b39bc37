package io.waybill.standalone.client;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Several batches at once: a line each, with a bar, the rate, and when it will have ended. */
public final class BatchBoard {

    private static final Duration EVERY = Duration.ofMillis(500);

    /** Where nobody looks at a terminal, a board so often. */
    private static final Duration BOARD_EVERY = Duration.ofSeconds(5);

    /** A server that is started again answers well within this. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    private static final int SERVER_ERRORS_FROM = 500;
    private static final int BAR = 24;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double PER_CENT = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final ApiClient api;
    private final PrintStream out;
    private final boolean terminal;
    private final Map<String, Look> looks = new LinkedHashMap<>();
    private int printed;

    private record Look(long nanos, long ended, double rate) {}

    private BatchBoard(ApiClient api, PrintStream out) {
        this.api = api;
        this.out = out;
        this.terminal = Terminal.isThere();
    }

    /** Returns the batches when all of them have ended; a server that is away for a while is waited for. */
    public static List<JsonNode> follow(ApiClient api, List<String> ids, PrintStream out)
            throws IOException, InterruptedException {
        return new BatchBoard(api, out).follow(ids);
    }

    private List<JsonNode> follow(List<String> ids) throws IOException, InterruptedException {
        Map<String, JsonNode> ended = new LinkedHashMap<>();
        long shown = 0;
        long heard = System.nanoTime();
        while (true) {
            try {
                List<JsonNode> batches = new ArrayList<>();
                for (String id : ids) {
                    JsonNode batch = ended.containsKey(id) ? ended.get(id) : api.get("/v1/batches/" + id);
                    batches.add(batch);
                    if (BatchText.isEnded(batch)) {
                        ended.put(id, batch);
                    }
                }
                heard = System.nanoTime();
                boolean over = ended.size() == ids.size();
                if (terminal || over || heard - shown >= BOARD_EVERY.toNanos()) {
                    shown = heard;
                    show(batches, heard);
                }
                if (over) {
                    return batches;
                }
            } catch (ApiRefused e) {
                if (e.status() < SERVER_ERRORS_FROM || System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
                    throw e;
                }
            } catch (IOException e) {
                if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
        }
    }

    private void show(List<JsonNode> batches, long now) {
        var board = new StringBuilder();
        if (terminal && printed > 0) {
            board.append("\u001b[").append(printed).append('A'); // back to the first line (ECMA-48, CUU)
        }
        for (JsonNode batch : batches) {
            String line = line(batch, rate(batch, now));
            board.append(line).append(terminal ? "\u001b[K" : "").append(System.lineSeparator());
        }
        printed = batches.size();
        out.print(board);
        out.flush();
    }

    private double rate(JsonNode batch, long now) {
        String id = batch.path("id").asString("");
        long ended = ended(batch);
        Look before = looks.get(id);
        double rate = 0;
        if (before != null && now > before.nanos()) {
            double latest = (ended - before.ended()) / ((now - before.nanos()) / NANOS_PER_SECOND);
            rate = before.rate() == 0 ? latest : (3 * before.rate() + latest) / 4;
        }
        looks.put(id, new Look(now, ended, rate));
        return rate;
    }

    private static long ended(JsonNode batch) {
        JsonNode counts = batch.path("request_counts");
        return counts.path("completed").asLong() + counts.path("failed").asLong();
    }

    /** {@return a batch in one line} */
    static String line(JsonNode batch, double rate) {
        double progress = Math.clamp(batch.path("progress").asDouble(0), 0, 1);
        int filled = (int) Math.floor(progress * BAR);
        boolean over = BatchText.isEnded(batch);
        String speed = over || rate <= 0 ? "" : String.format(Locale.ROOT, "  %,.0f/s", rate);
        String eta = batch.path("eta").asString("");
        String end = over || eta.isEmpty() ? "" : "  ends " + TIME.format(Instant.parse(eta));
        long failed = batch.path("request_counts").path("failed").asLong();
        return String.format(
                Locale.ROOT,
                "%s [%s%s] %3.0f %%  %,d of %,d%s  %s%s%s",
                batch.path("id").asString(""),
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                Math.floor(progress * PER_CENT),
                ended(batch),
                batch.path("request_counts").path("total").asLong(),
                failed == 0 ? "" : String.format(Locale.ROOT, " (%,d failed)", failed),
                BatchText.status(batch),
                speed,
                end);
    }
}
