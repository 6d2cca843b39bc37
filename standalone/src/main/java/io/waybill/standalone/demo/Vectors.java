package io.waybill.standalone.demo;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The vectors of a batch's output file, of length 1 each. */
final class Vectors {

    private final Map<String, float[]> byId = new LinkedHashMap<>();

    /** An item and how near it is: 1 the same, 0 nothing in common. */
    record Neighbour(String customId, double similarity) {}

    /** Reads an output file as it comes. */
    static Vectors read(ApiClient api, String file) throws IOException, InterruptedException {
        var vectors = new Vectors();
        try (var lines = new BufferedReader(
                new InputStreamReader(api.open("/v1/files/" + file + "/content"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode result = Json.MAPPER.readTree(line);
                JsonNode vector = result.path("response")
                        .path("body")
                        .path("data")
                        .path(0)
                        .path("embedding");
                vectors.byId.put(result.required("custom_id").asString(), floats(vector));
            }
        }
        return vectors;
    }

    /** {@return the vector of a text, computed now} */
    static float[] of(ApiClient api, String text) throws IOException, InterruptedException {
        JsonNode answer = api.post("/v1/embeddings", Map.of("model", DemoFile.MODEL, "input", text));
        return floats(answer.path("data").path(0).path("embedding"));
    }

    /** {@return the items nearest to {@code vector}} */
    List<Neighbour> nearest(float[] vector, int count) {
        var all = new ArrayList<Neighbour>();
        byId.forEach((id, other) -> all.add(new Neighbour(id, dot(vector, other))));
        all.sort(Comparator.comparingDouble(Neighbour::similarity).reversed());
        return all.subList(0, Math.min(count, all.size()));
    }

    /** {@return how many there are} */
    int size() {
        return byId.size();
    }

    /** {@return the first items with their vectors} */
    List<Map.Entry<String, float[]>> first(int count) {
        return byId.entrySet().stream().limit(count).toList();
    }

    private static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    private static float[] floats(JsonNode array) {
        var floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) array.get(i).asDouble();
        }
        return floats;
    }
}
