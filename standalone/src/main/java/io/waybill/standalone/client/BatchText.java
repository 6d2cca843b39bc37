package io.waybill.standalone.client;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A batch for people. */
public final class BatchText {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled", "expired");
    private static final int ERRORS_SHOWN = 10;

    private BatchText() {}

    /** {@return whether nothing more will happen to the batch} */
    public static boolean isEnded(JsonNode batch) {
        return ENDED.contains(status(batch));
    }

    /** {@return whether it came to a good end} */
    public static boolean isCompleted(JsonNode batch) {
        return status(batch).equals("completed");
    }

    /** {@return its state} */
    public static String status(JsonNode batch) {
        return batch.path("status").asString("");
    }

    /** Prints what one would want to know. */
    public static void print(JsonNode batch, PrintStream out) {
        JsonNode counts = batch.path("request_counts");
        JsonNode cost = batch.path("cost");
        out.println("batch      " + batch.path("id").asString(""));
        out.println("status     " + status(batch));
        out.printf(
                "items      %,d of %,d completed, %,d failed%n",
                counts.path("completed").asLong(),
                counts.path("total").asLong(),
                counts.path("failed").asLong());
        out.printf(
                "money      %s held, %s captured, %s released %s%n",
                cost.path("held").asString("0"),
                cost.path("captured").asString("0"),
                cost.path("released").asString("0"),
                cost.path("currency").asString(""));
        line(batch, "output", "output_file_id", out);
        line(batch, "errors", "error_file_id", out);
        line(batch, "Temporal", "temporal_url", out);
        int shown = 0;
        JsonNode problems = batch.path("errors").path("data");
        for (JsonNode problem : problems) {
            if (shown++ == ERRORS_SHOWN) {
                out.println("           … and " + (problems.size() - ERRORS_SHOWN) + " more");
                break;
            }
            String where = problem.path("line").isNumber()
                    ? "line " + problem.path("line").asLong() + ": "
                    : "";
            out.println("problem    " + where + problem.path("message").asString(""));
        }
    }

    /** Prints a list, a line each. */
    public static void printList(JsonNode batches, PrintStream out) {
        for (JsonNode batch : batches.path("data")) {
            JsonNode counts = batch.path("request_counts");
            out.printf(
                    "%s  %-11s %,10d of %,d  %s  %s%n",
                    batch.path("id").asString(""),
                    status(batch),
                    counts.path("completed").asLong() + counts.path("failed").asLong(),
                    counts.path("total").asLong(),
                    Instant.ofEpochSecond(batch.path("created_at").asLong()),
                    batch.path("name").asString(""));
        }
    }

    private static void line(JsonNode batch, String label, String field, PrintStream out) {
        String text = batch.path(field).asString("");
        if (!text.isEmpty()) {
            out.printf("%-10s %s%n", label, text);
        }
    }
}
