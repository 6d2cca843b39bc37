package io.waybill.activities.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.activities.database.Jsonb;
import java.util.List;
import java.util.Map;

/** The {@code jsonb} columns of {@code batch} as values. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<Batch.LineProblem>> PROBLEMS = new TypeReference<>() {};

    private Json() {}

    static Jsonb of(Object value) {
        try {
            return new Jsonb(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " cannot be written as JSON", e);
        }
    }

    static <T> T read(Jsonb json, Class<T> type) {
        try {
            return MAPPER.readValue(json.text(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getSimpleName() + " cannot be read", e);
        }
    }

    static Map<String, Long> counts(Jsonb json) {
        return read(json, COUNTS);
    }

    static Map<String, String> texts(Jsonb json) {
        return read(json, TEXTS);
    }

    static List<Batch.LineProblem> problems(Jsonb json) {
        return read(json, PROBLEMS);
    }

    private static <T> T read(Jsonb json, TypeReference<T> type) {
        try {
            return MAPPER.readValue(json.text(), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored " + type.getType() + " cannot be read", e);
        }
    }
}
