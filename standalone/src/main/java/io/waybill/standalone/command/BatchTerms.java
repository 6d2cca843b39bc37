package io.waybill.standalone.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a batch is to run, and what it may cost. What is left out is the API's default. */
final class BatchTerms {

    @Option(
            names = {"--completion-window", "--window"},
            defaultValue = "24h",
            description = "1h to 7d (default: ${DEFAULT-VALUE})")
    private String window = "24h";

    @Option(names = "--strict", description = "refuse it where it is not expected to end within its window")
    private boolean strict;

    @Option(names = "--priority", description = "high, low or fill (default: low)")
    private @Nullable String priority; // null for the API's default

    @Option(names = "--max-cost", paramLabel = "AMOUNT", description = "the most that it may cost, such as 1.50")
    private @Nullable String maxCost; // null for no limit

    @Option(
            names = "--max-error-rate",
            paramLabel = "RATE",
            description = "of failed items among those that ran, 0 to below 1; from 100 items on")
    private @Nullable Double maxErrorRate; // null for no limit

    @Option(
            names = "--on-limit",
            paramLabel = "WHAT",
            description = "what --max-error-rate does: pause (default) or cancel")
    private @Nullable String onLimit; // null for the API's default

    @Option(
            names = "--no-reuse",
            description = "run everything, also what was computed before for the account or stands in it twice")
    private boolean noReuse;

    /** Puts them into the body of a create call. */
    void into(Map<String, Object> body) {
        body.put("completion_window", window);
        put(body, "priority", priority);
        put(body, "max_cost", maxCost);
        put(body, "max_error_rate", maxErrorRate);
        put(body, "on_limit", onLimit);
        if (strict) {
            body.put("strict", true);
        }
        if (noReuse) {
            body.put("reuse", false);
        }
    }

    private static void put(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }
}
