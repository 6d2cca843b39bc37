package io.waybill.standalone.demo;

import io.waybill.standalone.client.ApiClient;
import io.waybill.standalone.data.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** One answer of a small model, printed as it is made. */
final class StreamedAnswer {

    /** The model that the demonstration asks. */
    static final String MODEL = "smollm2-135m";

    private static final String QUESTION = "Why is the sky blue? Answer in two sentences.";
    private static final int MOST_TOKENS = 80;
    private static final String DATA = "data: ";
    private static final String END = "[DONE]";

    private final PrintStream out;

    StreamedAnswer(PrintStream out) {
        this.out = out;
    }

    /** Asks and prints, where the model is there; else says how it is installed. Answers whether nothing went wrong. */
    boolean show(ApiClient api) throws IOException, InterruptedException {
        if (!isReady(api)) {
            out.println("no model that chats is installed: ./waybill models install " + MODEL + " (needs pip)");
            return true;
        }
        out.println("asking " + MODEL + " by POST /v1/chat/completions, streamed: " + QUESTION);
        long begun = System.nanoTime();
        long first = 0;
        int pieces = 0;
        JsonNode usage = null;
        try (var lines = new BufferedReader(
                new InputStreamReader(api.openPost("/v1/chat/completions", body()), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(DATA) || line.endsWith(END)) {
                    continue;
                }
                JsonNode event = Json.MAPPER.readTree(line.substring(DATA.length()));
                String text = event.at("/choices/0/delta/content").asString("");
                if (!text.isEmpty()) {
                    first = pieces++ == 0 ? System.nanoTime() : first;
                    out.print(pieces == 1 ? "  " + text : text);
                    out.flush();
                }
                usage = event.path("usage").isObject() ? event.path("usage") : usage;
            }
        }
        out.println();
        if (usage == null || pieces == 0) {
            out.println("  the answer ended early");
            return false;
        }
        int made = usage.path("completion_tokens").asInt();
        out.println(String.format(
                Locale.ROOT,
                "  %d tokens in, %d out; the first after %d ms, then %.0f a second",
                usage.path("prompt_tokens").asInt(),
                made,
                (first - begun) / 1_000_000,
                made / Math.max(1e-3, (System.nanoTime() - first) / 1e9)));
        return true;
    }

    private static boolean isReady(ApiClient api) throws IOException, InterruptedException {
        for (JsonNode model : api.get("/v1/models").path("data")) {
            if (model.path("id").asString("").equals(MODEL)) {
                return model.path("status").asString("").equals("ready");
            }
        }
        return false;
    }

    private static Map<String, Object> body() {
        return Map.of(
                "model",
                MODEL,
                "messages",
                List.of(Map.of("role", "user", "content", QUESTION)),
                "max_tokens",
                MOST_TOKENS,
                "temperature",
                0,
                "stream",
                true,
                "stream_options",
                Map.of("include_usage", true));
    }
}
