package io.waybill.activities.batch;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a request of an open batch was written: under which key its body stood, and so under which its result is
 * answered. Constants are spelt as clients spell them; codes are stored.
 */
public enum RequestForm {
    /** {@code {"endpoint", "body"}}. */
    endpoint(0, "/v1/embeddings"),
    /** A chat completion. */
    chat_get_completion(1, "/v1/chat/completions"),
    /** A response. */
    responses(2, "/v1/responses"),
    /** A completion. */
    completions(3, "/v1/completions"),
    /** Embeddings. */
    embeddings(4, "/v1/embeddings");

    private static final String PREFIX = "{\"form\":\"";

    private final int code;
    private final String url;

    RequestForm(int code, String url) {
        this.code = code;
        this.url = url;
    }

    /** {@return what is stored} */
    public int code() {
        return code;
    }

    /** {@return the endpoint that it calls; of {@link #endpoint}, the one that it calls where it names none} */
    public String url() {
        return url;
    }

    /** {@return the beginning of a line of this form; the other fields follow} */
    public String lineStart() {
        return PREFIX + name() + "\",";
    }

    /** {@return the form with this code} */
    public static RequestForm of(int code) {
        for (RequestForm form : values()) {
            if (form.code == code) {
                return form;
            }
        }
        throw new IllegalArgumentException("no form has the code " + code);
    }

    /** {@return the form of a line that begins as {@link #lineStart} says} */
    static Optional<RequestForm> ofLine(byte[] buffer, int from, int to) {
        int end = Math.min(to, from + PREFIX.length() + 32);
        String start = new String(buffer, from, end - from, StandardCharsets.UTF_8);
        for (RequestForm form : values()) {
            if (start.startsWith(form.lineStart())) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }
}
