package io.waybill.models.generation;

import java.util.Arrays;
import java.util.Optional;

/** The endpoints that generate text. Constants are lower case because metrics and errors spell them so. */
public enum GenerationEndpoint {
    /** Messages in, a message out. */
    chat("/v1/chat/completions"),
    /** A text in, its continuation out. */
    completions("/v1/completions"),
    /** Messages or a text in, output items out. */
    responses("/v1/responses");

    private final String path;

    GenerationEndpoint(String path) {
        this.path = path;
    }

    /** {@return its path, as lines of batches name it} */
    public String path() {
        return path;
    }

    /** {@return the endpoint of a path} */
    public static Optional<GenerationEndpoint> of(String path) {
        return Arrays.stream(values())
                .filter(endpoint -> endpoint.path.equals(path))
                .findFirst();
    }
}
