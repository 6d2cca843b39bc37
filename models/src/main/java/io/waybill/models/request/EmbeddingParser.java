package io.waybill.models.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one body of {@code /v1/embeddings}. */
final class EmbeddingParser {

    private static final List<String> FIELDS = List.of("dimensions", "encoding_format", "input", "model", "user");

    /** More than any model takes; bounds the list before the model is known. */
    private static final int INPUTS_MAX = 10_000;

    private static final int MODEL_CHARS_MAX = 128;

    private static final int USER_CHARS_MAX = 512;

    private final StrictJson json;
    private final String prefix;
    private final List<String> inputs = new ArrayList<>(1);
    private @Nullable String model;
    private @Nullable String user;
    private @Nullable Integer dimensions;
    private boolean base64;
    private boolean inputSeen;

    private EmbeddingParser(StrictJson json, String prefix) {
        this.json = json;
        this.prefix = prefix;
    }

    static EmbeddingRequest parse(byte[] buffer, int from, int to, String prefix, boolean checked) {
        try (StrictJson json = checked ? StrictJson.reopen(buffer, from, to) : StrictJson.open(buffer, from, to)) {
            return new EmbeddingParser(json, prefix).read();
        } catch (JsonProcessingException e) {
            throw StrictJson.rejected(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EmbeddingRequest read() throws IOException {
        if (json.next() != JsonToken.START_OBJECT) {
            throw new RequestRejected(
                    new RequestProblem(ItemError.not_an_object, null, "the body is no JSON object: allowed is {...}"));
        }
        JsonToken token = json.next();
        while (token == JsonToken.FIELD_NAME) {
            field(json.text());
            token = json.next();
        }
        json.requireEnd("the object");
        if (model == null) {
            throw invalid("model", "is missing");
        }
        if (!inputSeen) {
            throw invalid("input", "is missing");
        }
        return new EmbeddingRequest(model, inputs, base64, dimensions, user);
    }

    private void field(String name) throws IOException {
        JsonToken value = json.next();
        switch (name) {
            case "model" -> model = string(name, value, MODEL_CHARS_MAX);
            case "input" -> input(value);
            case "user" -> user = value == JsonToken.VALUE_NULL ? null : string(name, value, USER_CHARS_MAX);
            case "encoding_format" -> base64 = value != JsonToken.VALUE_NULL && encoding(name, value);
            case "dimensions" -> dimensions = value == JsonToken.VALUE_NULL ? null : dimensions(name, value);
            default ->
                throw new RequestRejected(new RequestProblem(
                        ItemError.invalid_request,
                        prefix.isEmpty() ? null : prefix.substring(0, prefix.length() - 1),
                        "the body has an unknown field, allowed are " + FIELDS));
        }
    }

    private void input(@Nullable JsonToken value) throws IOException {
        inputSeen = true;
        if (value == JsonToken.VALUE_STRING) {
            inputs.add(text("input", json.text()));
            return;
        }
        if (value != JsonToken.START_ARRAY) {
            throw invalid("input", "is " + ItemLine.kind(value) + ", allowed is a string or an array of strings");
        }
        JsonToken token = json.next();
        while (token != JsonToken.END_ARRAY) {
            String name = "input[" + inputs.size() + "]";
            if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.START_ARRAY) {
                throw invalid("input", "holds token numbers, which are not accepted: allowed are texts");
            }
            if (token != JsonToken.VALUE_STRING) {
                throw invalid(name, "is " + ItemLine.kind(token) + ", allowed is a string");
            }
            if (inputs.size() == INPUTS_MAX) {
                throw invalid("input", "has more than " + INPUTS_MAX + " texts");
            }
            inputs.add(text(name, json.text()));
            token = json.next();
        }
        if (inputs.isEmpty()) {
            throw invalid("input", "is an empty array, allowed is at least one text");
        }
    }

    private String text(String name, String text) {
        if (text.isEmpty()) {
            throw invalid(name, "is empty, allowed is a text of at least one character");
        }
        if (text.indexOf('\0') >= 0) {
            throw invalid(name, "has the character U+0000, which is not allowed");
        }
        return text;
    }

    private String string(String name, @Nullable JsonToken value, int most) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw invalid(name, "is " + ItemLine.kind(value) + ", allowed is a string");
        }
        String text = json.text();
        if (text.isEmpty() || text.length() > most) {
            throw invalid(name, "has " + text.length() + " characters, allowed are 1 to " + most);
        }
        return text;
    }

    private boolean encoding(String name, @Nullable JsonToken value) throws IOException {
        String format = value == JsonToken.VALUE_STRING ? json.text() : "";
        return switch (format) {
            case "float" -> false;
            case "base64" -> true;
            default -> throw invalid(name, "is not one of the allowed: float, base64");
        };
    }

    private Integer dimensions(String name, @Nullable JsonToken value) throws IOException {
        Integer number = json.integer();
        if (number == null || number < 1) {
            throw invalid(name, "is " + ItemLine.kind(value) + ", allowed is a whole number from 1");
        }
        return number;
    }

    private RequestRejected invalid(String name, String what) {
        String param = prefix + name;
        return new RequestRejected(new RequestProblem(ItemError.invalid_request, param, param + " " + what));
    }
}
