package io.waybill.standalone.client;

import java.io.PrintStream;
import tools.jackson.databind.JsonNode;

/** What would become of a batch, for people. */
public final class PreflightText {

    private static final int ERRORS_SHOWN = 10;

    private PreflightText() {}

    /** {@return whether the batch would run} */
    public static boolean isAccepted(JsonNode preflight) {
        return preflight.path("verdict").asString("").equals("accepted");
    }

    /** Prints it. */
    public static void print(JsonNode preflight, PrintStream out) {
        JsonNode cost = preflight.path("cost");
        JsonNode duration = preflight.path("duration");
        out.println("verdict    " + preflight.path("verdict").asString(""));
        line("because", preflight.path("message").asString(""), out);
        out.printf(
                "items      %,d, %,d of them bad%n",
                preflight.path("total").asLong(), preflight.path("invalid").asLong());
        for (JsonNode model : preflight.path("models")) {
            out.printf(
                    "model      %s: %,d items, %,d tokens, %s%n",
                    model.path("model").asString(""),
                    model.path("items").asLong(),
                    model.path("tokens").asLong(),
                    model.path("cost").asString(""));
        }
        out.printf(
                "cost       %s to %s %s%n",
                cost.path("low").asString(""),
                cost.path("high").asString(""),
                cost.path("currency").asString(""));
        out.printf(
                "duration   %.1f s (%s), to %s%n",
                duration.path("seconds").asDouble(),
                duration.path("basis").asString(""),
                duration.path("end").asString(""));
        JsonNode balance = preflight.path("balance");
        line("available", balance.path("available").asString(""), out);
        line("after", balance.path("after").asString(""), out);
        line("missing", balance.path("shortfall").asString(""), out);
        int shown = 0;
        for (JsonNode problem : preflight.path("errors").path("data")) {
            if (shown++ == ERRORS_SHOWN) {
                out.println("           …");
                break;
            }
            out.println("problem    line " + problem.path("line").asLong() + ": "
                    + problem.path("message").asString(""));
        }
    }

    private static void line(String label, String text, PrintStream out) {
        if (!text.isEmpty()) {
            out.printf("%-10s %s%n", label, text);
        }
    }
}
