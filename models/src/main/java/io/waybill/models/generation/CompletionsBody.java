package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads a body of {@code /v1/completions}. */
final class CompletionsBody {

    private static final int LOGPROBS_MAX = 5;

    private final BodyFields body;

    CompletionsBody(BodyFields body) {
        this.body = body;
    }

    GenerationRequest read() {
        String model = CallFields.model(body);
        List<String> texts = prompt();
        String suffix = body.optionalText("suffix", BodyText.CHARS_MAX);
        int n = CallFields.n(body);
        if (n * texts.size() > CallFields.CHOICES_MAX) {
            throw BodyFields.invalid(
                    body.param("n"),
                    "is " + n + " for " + texts.size() + " prompts, allowed are at most " + CallFields.CHOICES_MAX
                            + " answers in all");
        }
        boolean stream = CallFields.stream(body);
        boolean usage = CallFields.streamOptions(body, stream, true);
        Integer logprobs = body.whole("logprobs", 0, LOGPROBS_MAX);
        GenerationRequest request = new GenerationRequest(
                GenerationEndpoint.completions,
                model,
                new Prompt.Text(texts, suffix == null || suffix.isEmpty() ? null : suffix),
                CallFields.sampling(body, logprobs),
                OutputFormat.TEXT,
                CallFields.maxTokens(body, "max_tokens"),
                n,
                stream,
                usage,
                new RequestNotes("max_tokens", null, Map.of(), true));
        if (Boolean.TRUE.equals(body.flag("echo"))) {
            throw BodyFields.invalid(body.param("echo"), "is true, allowed is false");
        }
        Integer bestOf = body.whole("best_of", 1, CallFields.CHOICES_MAX);
        if (bestOf != null && bestOf != n) {
            throw BodyFields.invalid(body.param("best_of"), "is not n, allowed is as many as n");
        }
        CallFields.ignored(body);
        body.end();
        return request;
    }

    private List<String> prompt() {
        String param = body.param("prompt");
        JsonNode value = body.required("prompt");
        if (value.isTextual()) {
            return List.of(text(param, value));
        }
        if (!(value instanceof ArrayNode array)) {
            throw BodyFields.invalid(
                    param, "is " + BodyFields.kind(value) + ", allowed is a string or an array of strings");
        }
        if (array.isEmpty() || array.size() > CallFields.CHOICES_MAX) {
            throw BodyFields.invalid(
                    param, "has " + array.size() + " texts, allowed are 1 to " + CallFields.CHOICES_MAX);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (array.get(i).isNumber() || array.get(i).isArray()) {
                throw BodyFields.invalid(param, "holds token numbers, which are not accepted: allowed are texts");
            }
            texts.add(text(param + "[" + i + "]", array.get(i)));
        }
        return texts;
    }

    private static String text(String param, JsonNode value) {
        String text = BodyFields.text(param, value, BodyText.CHARS_MAX);
        if (text.isEmpty()) {
            throw BodyFields.invalid(param, "is empty, allowed is a text of at least one character");
        }
        return text;
    }
}
