package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields that all endpoints that generate text have. */
final class CallFields {

    /** Answers to one call, as many as OpenAI's API gives. */
    static final int CHOICES_MAX = 128;

    private static final int MODEL_CHARS_MAX = 128;
    private static final int USER_CHARS_MAX = 512;
    private static final int STOPS_MAX = 4;
    private static final int STOP_CHARS_MAX = 1_000;
    private static final int BIASES_MAX = 1_024;
    private static final double BIAS_MAX = 100;
    private static final double TEMPERATURE_MAX = 2;
    private static final double PENALTY_MAX = 2;
    private static final Pattern TOKEN_ID = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** As OpenAI's API bounds metadata. */
    private static final int METADATA_MAX = 16;

    private static final int METADATA_KEY_CHARS_MAX = 64;
    private static final int METADATA_VALUE_CHARS_MAX = 512;

    private CallFields() {}

    static String model(BodyFields body) {
        return body.text("model", MODEL_CHARS_MAX);
    }

    static int n(BodyFields body) {
        Integer n = body.whole("n", 1, CHOICES_MAX);
        return n == null ? 1 : n;
    }

    static @Nullable Integer maxTokens(BodyFields body, String name) {
        return body.whole(name, 1, Integer.MAX_VALUE);
    }

    static boolean stream(BodyFields body) {
        return Boolean.TRUE.equals(body.flag("stream"));
    }

    /** {@return whether usage is wanted at the end of the stream} */
    static boolean streamOptions(BodyFields body, boolean stream, boolean usage) {
        BodyFields options = body.object("stream_options");
        if (options == null) {
            return false;
        }
        if (!stream) {
            throw BodyFields.invalid(body.param("stream_options"), "is given without stream, allowed is it with true");
        }
        options.flag("include_obfuscation");
        boolean included = usage && Boolean.TRUE.equals(options.flag("include_usage"));
        options.end();
        return included;
    }

    /** {@return how tokens are chosen, for endpoints that have all parameters} */
    static Sampling sampling(BodyFields body, @Nullable Integer topLogprobs) {
        return new Sampling(
                temperature(body),
                topP(body),
                body.wholeLong("seed", Long.MIN_VALUE, Long.MAX_VALUE),
                body.number("presence_penalty", -PENALTY_MAX, PENALTY_MAX),
                body.number("frequency_penalty", -PENALTY_MAX, PENALTY_MAX),
                stop(body),
                logitBias(body),
                topLogprobs);
    }

    static @Nullable Double temperature(BodyFields body) {
        return body.number("temperature", 0, TEMPERATURE_MAX);
    }

    static @Nullable Double topP(BodyFields body) {
        return body.number("top_p", 0, 1);
    }

    static Map<String, String> metadata(BodyFields body) {
        return body.texts("metadata", METADATA_MAX, METADATA_KEY_CHARS_MAX, METADATA_VALUE_CHARS_MAX);
    }

    /** Goes past what clients send and no model here reads; their types are checked. */
    static void ignored(BodyFields body) {
        for (String name :
                List.of("user", "service_tier", "safety_identifier", "prompt_cache_key", "prompt_cache_retention")) {
            body.optionalText(name, USER_CHARS_MAX);
        }
    }

    /** Refuses to keep answers: what OpenAI's API would give out again later is not there here. */
    static void store(BodyFields body) {
        if (Boolean.TRUE.equals(body.flag("store"))) {
            throw BodyFields.invalid(body.param("store"), "is true, allowed is false: answers are not kept");
        }
    }

    private static List<String> stop(BodyFields body) {
        JsonNode stop = body.take("stop");
        if (stop == null) {
            return List.of();
        }
        if (stop.isTextual()) {
            return List.of(stop(body.param("stop"), stop));
        }
        if (!(stop instanceof ArrayNode array)) {
            throw BodyFields.invalid(
                    body.param("stop"),
                    "is " + BodyFields.kind(stop) + ", allowed is a string or an array of up to 4 strings");
        }
        if (array.size() > STOPS_MAX) {
            throw BodyFields.invalid(
                    body.param("stop"), "has " + array.size() + " texts, allowed are at most " + STOPS_MAX);
        }
        List<String> stops = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            stops.add(stop(body.param("stop") + "[" + i + "]", array.get(i)));
        }
        return stops;
    }

    private static String stop(String param, JsonNode value) {
        String text = BodyFields.text(param, value, STOP_CHARS_MAX);
        if (text.isEmpty()) {
            throw BodyFields.invalid(param, "is empty, allowed is a text of at least one character");
        }
        return text;
    }

    private static Map<Integer, Double> logitBias(BodyFields body) {
        JsonNode value = body.take("logit_bias");
        if (value == null) {
            return Map.of();
        }
        String param = body.param("logit_bias");
        if (!(value instanceof ObjectNode object)) {
            throw BodyFields.invalid(param, "is " + BodyFields.kind(value) + ", allowed is an object");
        }
        if (object.size() > BIASES_MAX) {
            throw BodyFields.invalid(param, "has " + object.size() + " tokens, allowed are at most " + BIASES_MAX);
        }
        Map<Integer, Double> biases = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> bias : object.properties()) {
            if (!TOKEN_ID.matcher(bias.getKey()).matches()) {
                throw BodyFields.invalid(param, "has a key that is no token id, allowed are whole numbers from 0");
            }
            biases.put(
                    Integer.valueOf(bias.getKey()),
                    BodyFields.number(param + "." + bias.getKey(), bias.getValue(), -BIAS_MAX, BIAS_MAX));
        }
        return biases;
    }
}
