package io.waybill.standalone.demo;

import io.waybill.standalone.Progress;
import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What came of a batch, for people. */
final class Outcome {

    private static final List<String> QUERIES = List.of("a pet that is hungry", "a mistake in a computer program");
    private static final int NEIGHBOURS = 4;
    private static final int RESULTS = 2;
    private static final int NUMBERS_SHOWN = 4;
    private static final int ERRORS_SHOWN = 10;

    private final Progress progress;
    private final DemoFile file;

    Outcome(Progress progress, DemoFile file) {
        this.progress = progress;
        this.file = file;
    }

    void counts(JsonNode batch) {
        JsonNode counts = batch.path("request_counts");
        JsonNode cost = batch.path("cost");
        progress.say("batch      " + batch.path("id").asString("") + " is "
                + batch.path("status").asString(""));
        progress.say("items      %,d of %,d completed, %,d failed"
                .formatted(
                        counts.path("completed").asLong(),
                        counts.path("total").asLong(),
                        counts.path("failed").asLong()));
        progress.say("money      %s %s held, %s captured, %s released"
                .formatted(
                        cost.path("held").asString("0"),
                        cost.path("currency").asString(""),
                        cost.path("captured").asString("0"),
                        cost.path("released").asString("0")));
    }

    List<JsonNode> errors(ApiClient api, JsonNode batch) throws IOException, InterruptedException {
        var errors = new ArrayList<JsonNode>();
        String id = batch.path("error_file_id").asString("");
        if (id.isEmpty()) {
            return errors;
        }
        try (var lines = new BufferedReader(
                new InputStreamReader(api.open("/v1/files/" + id + "/content"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                errors.add(Json.MAPPER.readTree(line));
            }
        }
        progress.say("");
        progress.say("errors, at price 0:");
        for (JsonNode error : errors.subList(0, Math.min(ERRORS_SHOWN, errors.size()))) {
            JsonNode problem = error.path("error").isObject()
                    ? error.path("error")
                    : error.path("response").path("body").path("error");
            JsonNode line = problem.path("line").isNumber() ? problem.path("line") : error.path("line");
            String where = line.isNumber()
                    ? "line " + line.asLong()
                    : error.path("custom_id").asString("");
            progress.say("  %-9s %s".formatted(where, problem.path("message").asString("")));
        }
        return errors;
    }

    void results(Vectors vectors) {
        progress.say("");
        progress.say("two results:");
        for (Map.Entry<String, float[]> result : vectors.first(RESULTS)) {
            var numbers = new StringBuilder("[");
            for (int i = 0; i < NUMBERS_SHOWN; i++) {
                numbers.append(String.format(Locale.ROOT, "%.4f, ", result.getValue()[i]));
            }
            numbers.append("… ").append(result.getValue().length).append(" numbers]");
            progress.say("  " + file.text(result.getKey()));
            progress.say("    " + numbers);
        }
    }

    void neighbours(ApiClient api, Vectors vectors) throws IOException, InterruptedException {
        for (String query : QUERIES) {
            progress.say("");
            progress.say("nearest to \"" + query + "\":");
            for (Vectors.Neighbour neighbour : vectors.nearest(Vectors.of(api, query), NEIGHBOURS)) {
                progress.say("  " + String.format(Locale.ROOT, "%.2f", neighbour.similarity()) + "  "
                        + file.text(neighbour.customId()));
            }
        }
    }
}
