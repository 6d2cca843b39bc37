package io.waybill.api.batch;

import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import io.waybill.models.request.ItemLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Inline tasks as lines of JSON. A task's request keeps the client's bytes, except that line ends between its tokens
 * become spaces (inside strings JSON has none), and that a model named beside it is written into it.
 */
final class TaskLines {

    private static final List<String> FIELDS = List.of("custom_id", "endpoint", "model", "request_body");
    private static final String MODEL = "model";
    private static final String DEFAULT_ENDPOINT = ItemLine.ENDPOINTS.getFirst();

    /** By the field that no other endpoint has. */
    private static final Map<String, String> ENDPOINTS =
            Map.of("messages", "/v1/chat/completions", "prompt", "/v1/completions");

    private final byte[] body;
    private final JsonParser parser;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private int index;

    private TaskLines(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    /**
     * {@return one line for each task of the array that {@code parser} stands on}
     *
     * @throws ApiFailure that names the task by its index, from 0
     */
    static byte[] read(byte[] body, JsonParser parser, JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw ApiFailure.invalid("tasks", "tasks must be an array, it is " + JsonBody.name(value));
        }
        var tasks = new TaskLines(body, parser);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            tasks.task(parser.currentToken());
            tasks.index++;
        }
        if (tasks.index == 0) {
            throw ApiFailure.invalid("tasks", "tasks is empty; allowed is at least one task");
        }
        return tasks.lines.toByteArray();
    }

    private void task(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw invalid("", "must be an object, it is " + JsonBody.name(value));
        }
        String customId = null;
        String model = null;
        String endpoint = null;
        Request request = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            var token = parser.nextToken();
            switch (field) {
                case "custom_id" -> customId = string(field, token);
                case MODEL -> model = string(field, token);
                case "endpoint" -> endpoint = CreateBatchReader.endpoint(param(".endpoint"), string(field, token));
                case "request_body" -> request = request(token);
                default -> throw JsonBody.unknown(param("." + field), FIELDS.toString());
            }
        }
        if (customId == null) {
            throw invalid(".custom_id", "is missing");
        }
        if (request == null) {
            throw invalid(".request_body", "is missing");
        }
        write(customId, endpoint == null ? request.endpoint() : endpoint, named(request, model), request);
    }

    /** The model to write into the request; null where it names one itself. */
    private @Nullable String named(Request request, @Nullable String model) {
        if (request.model() == null && model == null) {
            throw invalid(".model", "is missing, and request_body names none");
        }
        if (request.model() != null && model != null && !request.model().equals(model)) {
            throw invalid(".model", "is another than request_body.model");
        }
        return request.model() == null ? model : null;
    }

    private Request request(JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw invalid(".request_body", "must be an object, it is " + JsonBody.name(token));
        }
        var from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        String model = null;
        var endpoint = DEFAULT_ENDPOINT;
        var empty = true;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            empty = false;
            var field = parser.currentName();
            var value = parser.nextToken();
            endpoint = ENDPOINTS.getOrDefault(field, endpoint);
            if (field.equals(MODEL)) {
                model = string("request_body.model", value);
            } else {
                parser.skipChildren();
            }
        }
        var to = Math.toIntExact(parser.currentLocation().getByteOffset());
        return new Request(from, to, model, endpoint, empty);
    }

    private void write(String customId, String endpoint, @Nullable String model, Request request) {
        text("{\"custom_id\":" + quoted(customId) + ",\"method\":\"POST\",\"url\":\"" + endpoint + "\",\"body\":{");
        if (model != null) {
            text("\"model\":" + quoted(model) + (request.empty() ? "" : ","));
        }
        for (var at = request.from() + 1; at < request.to(); at++) {
            var b = body[at];
            lines.write(b == '\n' || b == '\r' ? ' ' : b);
        }
        text("}\n");
    }

    private void text(String text) {
        lines.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    private String string(String field, JsonToken token) {
        if (token != JsonToken.VALUE_STRING) {
            throw invalid("." + field, "must be a string, it is " + JsonBody.name(token));
        }
        return parser.getString();
    }

    private String param(String suffix) {
        return "tasks[" + index + "]" + suffix;
    }

    private ApiFailure invalid(String suffix, String what) {
        return ApiFailure.invalid(param(suffix), param(suffix) + " " + what);
    }

    /**
     * A request within the body.
     *
     * @param from its opening brace
     * @param to after its closing brace
     * @param model null where it names none
     * @param endpoint that takes such a body, where the task names none
     * @param empty whether it has no field
     */
    private record Request(int from, int to, @Nullable String model, String endpoint, boolean empty) {}
}
