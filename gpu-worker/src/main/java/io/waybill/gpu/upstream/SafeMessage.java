package io.waybill.gpu.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.models.request.ItemError;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a server says of a request it does not take, made fit for the platform's clients. */
final class SafeMessage {

    private static final int CHARS_MAX = 300;

    /** Addresses, keys, paths and numbers of hosts; what they name is the operator's. */
    private static final List<Pattern> PRIVATE = List.of(
            Pattern.compile("(?i)\\b[a-z][a-z0-9+.-]*://\\S*"),
            Pattern.compile("(?i)\\bbearer\\s+\\S+"),
            Pattern.compile("\\b(?:sk|pk|key|wb|hf|gsk)[-_][A-Za-z0-9_*.-]{4,}"),
            Pattern.compile("[A-Za-z0-9+_*/=-]{32,}"),
            Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?\\b"),
            Pattern.compile("(?i)\\blocalhost(?::\\d+)?\\b"),
            Pattern.compile("(?<![\\w.])/(?:[\\w.-]+/)+[\\w.-]*"));

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cn}]+|\\s+");

    private static final Pattern PARAM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.\\[\\]]{0,99}");

    private SafeMessage() {}

    /**
     * {@return the failure that a body of a 4xx answer tells of}
     *
     * @param secret that must not come out whatever it looks like; null where there is none
     */
    static AttemptFailed rejection(byte[] body, @Nullable String secret) {
        try {
            JsonNode root = Json.MAPPER.readTree(body);
            return rejection(root == null ? Json.MAPPER.nullNode() : root, secret);
        } catch (IOException _) {
            return AttemptFailed.rejected(ItemError.invalid_request, said(Optional.empty()), null);
        }
    }

    /** {@return the failure that an error object, or an object with one, tells of} */
    static AttemptFailed rejection(JsonNode root, @Nullable String secret) {
        JsonNode error = root.path("error").isObject() ? root.path("error") : root;
        String text = firstText(error.path("message"), root.path("message"), root.path("detail"), root.path("error"));
        String code = error.path("code").asText("");
        String param = error.path("param").asText("");
        boolean tooLong = code.equals("context_length_exceeded")
                || error.path("type").asText("").equals("exceed_context_size_error");
        return AttemptFailed.rejected(
                tooLong ? ItemError.context_length_exceeded : ItemError.invalid_request,
                said(Optional.ofNullable(text).map(it -> of(it, secret)).filter(it -> !it.isBlank())),
                PARAM.matcher(param).matches() ? param : null);
    }

    private static String said(Optional<String> message) {
        return message.map(text -> "the model does not take this request: " + text)
                .orElse("the model does not take this request");
    }

    /** {@return the text on one line, bounded, without addresses, keys and paths} */
    static String of(String text, @Nullable String secret) {
        // Bounded first too: patterns run over it.
        String safe = text.length() > 4 * CHARS_MAX ? text.substring(0, 4 * CHARS_MAX) : text;
        if (secret != null) {
            safe = safe.replace(secret, "[removed]");
        }
        for (Pattern pattern : PRIVATE) {
            safe = pattern.matcher(safe).replaceAll("[removed]");
        }
        safe = UNPRINTABLE.matcher(safe).replaceAll(" ").strip();
        return safe.length() > CHARS_MAX ? safe.substring(0, CHARS_MAX) + "…" : safe;
    }

    private static @Nullable String firstText(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isTextual()) {
                return node.asText();
            }
        }
        return null;
    }
}
