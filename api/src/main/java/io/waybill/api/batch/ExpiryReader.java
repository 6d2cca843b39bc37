package io.waybill.api.batch;

import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.JsonBody;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code output_expires_after}, in OpenAI's form: {@code {"anchor": "created_at", "seconds": 86400}}. */
final class ExpiryReader {

    static final String FIELD = "output_expires_after";
    static final Duration MIN = Duration.ofHours(1);
    static final Duration MAX = Duration.ofDays(30);
    private static final String ANCHOR = "created_at";

    private final JsonParser parser;
    private @Nullable String anchor; // null until it is read
    private @Nullable Duration seconds; // null until they are read

    ExpiryReader(JsonParser parser) {
        this.parser = parser;
    }

    /**
     * {@return how long after its creation a file can be read}
     *
     * @param value the token that the field's value begins with
     */
    Duration read(JsonToken value) {
        if (value != JsonToken.START_OBJECT) {
            throw ApiFailure.invalid(FIELD, FIELD + " must be an object, it is " + JsonBody.name(value));
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = parser.currentName();
            var token = parser.nextToken();
            switch (field) {
                case "anchor" -> anchor = anchor(token);
                case "seconds" -> seconds = seconds(token);
                default -> throw JsonBody.unknown(FIELD + "." + field, "[anchor, seconds]");
            }
        }
        var readable = seconds;
        if (readable == null || anchor == null) {
            throw ApiFailure.invalid(
                    FIELD + (anchor == null ? ".anchor" : ".seconds"), FIELD + " must have anchor and seconds");
        }
        return readable;
    }

    private String anchor(JsonToken token) {
        if (token != JsonToken.VALUE_STRING || !parser.getString().equals(ANCHOR)) {
            throw ApiFailure.invalid(FIELD + ".anchor", FIELD + ".anchor must be \"" + ANCHOR + "\"");
        }
        return ANCHOR;
    }

    private Duration seconds(JsonToken token) {
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT) {
            var asked = Duration.ofSeconds(parser.getIntValue());
            if (asked.compareTo(MIN) >= 0 && asked.compareTo(MAX) <= 0) {
                return asked;
            }
        }
        throw ApiFailure.invalid(
                FIELD + ".seconds",
                FIELD + ".seconds must be a whole number from " + MIN.toSeconds() + " (an hour) to " + MAX.toSeconds()
                        + " (30 days)");
    }
}
