package io.waybill.api.batch;

import io.waybill.activities.batch.NewBatch;
import io.waybill.api.batch.CreateBatch.Source;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import io.waybill.models.request.ItemLine;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the body of {@code POST /v1/batches} token by token: the bodies of its tasks are never built as trees, and are
 * stored with the bytes that the client sent. A field that is not listed is refused, because ignoring one (a limit on
 * the cost, say) would do what the client did not ask for.
 */
final class CreateBatchReader {

    /** Fields of a body, each of which may be left out or null. */
    static final List<String> FIELDS = List.of(
            "completion_window",
            "endpoint",
            "input_file_id",
            "max_cost",
            "max_error_rate",
            "metadata",
            "name",
            "on_invalid",
            "on_limit",
            "output_expires_after",
            "priority",
            "reuse",
            "strict",
            "tasks",
            "webhook_url");

    static final int METADATA_KEYS_MAX = 16;
    static final int METADATA_KEY_CHARS_MAX = 64;
    static final int METADATA_VALUE_CHARS_MAX = 512;
    static final int NAME_CHARS_MAX = 200;
    static final Duration WINDOW_MIN = Duration.ofHours(1);
    static final Duration WINDOW_MAX = Duration.ofDays(7);
    private static final Duration WINDOW_DEFAULT = Duration.ofHours(24);
    private static final Pattern WINDOW = Pattern.compile("(\\d{1,3})([hd])");
    /** The same computation twice is seldom wanted, and never needed: only deterministic models are reused. */
    private static final boolean REUSE_DEFAULT = true;

    private static final List<Lane> LANES = List.of(Lane.high, Lane.low, Lane.fill);

    private final byte[] body;
    private final JsonParser parser;
    private @Nullable String inputFileId; // null where the tasks are inline
    private @Nullable String endpoint;
    private @Nullable String name;
    private byte @Nullable [] lines; // null where a file has the lines
    private Duration window = WINDOW_DEFAULT;
    private Lane lane = Lane.low;
    private boolean quarantine;
    private boolean reuse = REUSE_DEFAULT;
    private @Nullable Duration outputExpiresAfter; // null where the files stay
    private @Nullable String webhookUrl; // null for nowhere of its own
    private boolean strict;
    private @Nullable Long maxCostNanos; // null for no limit
    private @Nullable Double maxErrorRate; // null for no limit
    private @Nullable OnLimit onLimit; // null for the default
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private CreateBatchReader(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    /**
     * {@return what {@code body} asks for}
     *
     * @throws ApiFailure that names the field, and the task by its index
     */
    static CreateBatch read(byte[] body) {
        try (var parser = JsonBody.parser(body)) {
            var reader = new CreateBatchReader(body, parser);
            reader.fields();
            return reader.checked();
        } catch (JacksonException e) {
            throw JsonBody.malformed(e);
        }
    }

    private void fields() {
        JsonBody.requireObject(parser);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            var value = parser.nextToken();
            if (!FIELDS.contains(field)) {
                throw JsonBody.unknown(field, FIELDS.toString());
            }
            if (value != JsonToken.VALUE_NULL) {
                field(field, value);
            }
        }
        if (parser.nextToken() != null) {
            throw new ApiFailure(ApiError.MALFORMED_JSON, "something follows the object that the body is");
        }
    }

    private void field(String field, JsonToken value) {
        switch (field) {
            case "input_file_id" -> inputFileId = string(field, value);
            case "endpoint" -> endpoint = endpoint(field, string(field, value));
            case "completion_window" -> window = window(string(field, value));
            case "priority" -> lane = lane(string(field, value));
            case "on_invalid" -> quarantine = onInvalid(string(field, value));
            case "max_cost" -> maxCostNanos = LimitReader.cost(field, string(field, value));
            case "max_error_rate" -> maxErrorRate = LimitReader.rate(field, parser, value);
            case "on_limit" -> onLimit = LimitReader.onLimit(field, string(field, value));
            case "strict" -> strict = LimitReader.flag(field, value);
            case "reuse" -> reuse = LimitReader.flag(field, value);
            case "name" -> name = name(string(field, value));
            case "metadata" -> metadata(value);
            case "output_expires_after" -> outputExpiresAfter = new ExpiryReader(parser).read(value);
            case "webhook_url" -> webhookUrl = string(field, value);
            case "tasks" -> lines = TaskLines.read(body, parser, value);
            default -> throw new IllegalStateException(field + " is allowed but not read");
        }
    }

    private CreateBatch checked() {
        return new CreateBatch(source(), lane, window, quarantine, name, metadata, outputExpiresAfter, terms(), strict);
    }

    private NewBatch.Terms terms() {
        if (onLimit != null && maxErrorRate == null) {
            throw ApiFailure.invalid("on_limit", "on_limit says what max_error_rate does, which is missing");
        }
        return new NewBatch.Terms(
                maxCostNanos, maxErrorRate, onLimit == null ? OnLimit.pause : onLimit, null, webhookUrl, reuse);
    }

    private Source source() {
        var file = inputFileId;
        var tasks = lines;
        if (file != null && tasks != null) {
            throw ApiFailure.invalid("tasks", "the body has input_file_id and tasks; allowed is one of them");
        }
        if (tasks != null) {
            if (endpoint != null) {
                throw ApiFailure.invalid("endpoint", "endpoint belongs to input_file_id; each task names its own");
            }
            return new Source.Tasks(tasks);
        }
        if (file == null && name != null && endpoint == null) {
            return new Source.Open();
        }
        if (file == null) {
            throw ApiFailure.invalid(
                    "input_file_id",
                    "the body has neither input_file_id nor tasks, nor a name alone, which makes an open batch");
        }
        var url = endpoint;
        if (url == null) {
            throw ApiFailure.invalid("endpoint", "endpoint is missing; allowed are " + ItemLine.ENDPOINTS);
        }
        return new Source.InputFile(file, url);
    }

    static String endpoint(String field, String url) {
        if (!ItemLine.ENDPOINTS.contains(url)) {
            throw ApiFailure.invalid(
                    field, field + " is not one that batches can run; allowed are " + ItemLine.ENDPOINTS);
        }
        return url;
    }

    private String string(String field, JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw ApiFailure.invalid(field, field + " must be a string, it is " + JsonBody.name(value));
        }
        return parser.getString();
    }

    private static Duration window(String text) {
        var match = WINDOW.matcher(text);
        if (match.matches()) {
            var count = Long.parseLong(match.group(1));
            var asked = match.group(2).equals("h") ? Duration.ofHours(count) : Duration.ofDays(count);
            if (asked.compareTo(WINDOW_MIN) >= 0 && asked.compareTo(WINDOW_MAX) <= 0) {
                return asked;
            }
        }
        throw ApiFailure.invalid(
                "completion_window", "completion_window must be from 1h to 168h, or from 1d to 7d, such as 24h");
    }

    static Lane lane(String text) {
        return LANES.stream()
                .filter(lane -> lane.name().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiFailure.invalid("priority", "priority must be one of " + LANES));
    }

    private static boolean onInvalid(String text) {
        return switch (text) {
            case "reject" -> false;
            case "quarantine" -> true;
            default -> throw ApiFailure.invalid("on_invalid", "on_invalid must be reject or quarantine");
        };
    }

    private static String name(String text) {
        if (text.isBlank() || text.length() > NAME_CHARS_MAX || text.chars().anyMatch(Character::isISOControl)) {
            throw ApiFailure.invalid("name", "name must have 1 to " + NAME_CHARS_MAX + " printable characters");
        }
        return text;
    }

    private void metadata(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw ApiFailure.invalid("metadata", "metadata must be an object, it is " + JsonBody.name(value));
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var key = parser.currentName();
            var text = string("metadata." + key, parser.nextToken());
            if (key.isEmpty() || key.length() > METADATA_KEY_CHARS_MAX || text.length() > METADATA_VALUE_CHARS_MAX) {
                throw ApiFailure.invalid(
                        "metadata",
                        "a key of metadata may have 1 to " + METADATA_KEY_CHARS_MAX + " characters, a value at most "
                                + METADATA_VALUE_CHARS_MAX);
            }
            if (key.indexOf('\0') >= 0 || text.indexOf('\0') >= 0) {
                throw ApiFailure.invalid("metadata", "metadata has the character U+0000, which is not allowed");
            }
            metadata.put(key, text);
        }
        if (metadata.size() > METADATA_KEYS_MAX) {
            throw ApiFailure.invalid(
                    "metadata", "metadata has " + metadata.size() + " keys, allowed are " + METADATA_KEYS_MAX);
        }
    }
}
