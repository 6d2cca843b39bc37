package io.waybill.api.error;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The two renderings of an error: OpenAI's under {@code /v1/}, RFC 9457 elsewhere. */
public final class ErrorBody {

    /** Media type of RFC 9457. */
    public static final String PROBLEM_JSON = "application/problem+json";

    /** Media type of everything else. */
    public static final String JSON = "application/json";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String OPENAI_PATHS = "/v1/";

    private ErrorBody() {}

    /** {@return the media type of errors on {@code path}} */
    public static String mediaType(String path) {
        return path.startsWith(OPENAI_PATHS) ? JSON : PROBLEM_JSON;
    }

    /** {@return the body, in UTF-8} */
    public static byte[] render(String path, ApiFailure failure, @Nullable String requestId) {
        var body = path.startsWith(OPENAI_PATHS) ? openAi(failure) : problem(failure, path, requestId);
        return MAPPER.writeValueAsBytes(body);
    }

    private static Map<String, Object> openAi(ApiFailure failure) {
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("message", failure.getMessage());
        error.put("type", failure.error().family());
        error.put("param", failure.param());
        error.put("code", failure.error().code());
        error.putAll(failure.details());
        return Map.of("error", error);
    }

    private static Map<String, @Nullable Object> problem(ApiFailure failure, String path, @Nullable String requestId) {
        var problem = new LinkedHashMap<String, @Nullable Object>();
        problem.put("type", failure.error().type());
        problem.put("title", failure.error().title());
        problem.put("status", failure.error().status());
        problem.put("detail", failure.getMessage());
        problem.put("instance", path);
        problem.put("code", failure.error().code());
        if (failure.param() != null) {
            problem.put("param", failure.param());
        }
        if (requestId != null) {
            problem.put("request_id", requestId);
        }
        problem.putAll(failure.details());
        return problem;
    }
}
