package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;

/** Reads what somebody says: a string, or parts that are texts. */
final class BodyText {

    /** As long as a string in a body can be. */
    static final int CHARS_MAX = 1 << 20;

    private static final int PARTS_MAX = 1_000;
    private static final int TYPE_CHARS_MAX = 64;

    private BodyText() {}

    /**
     * {@return the text of a field, its parts joined}
     *
     * @param types of parts that are texts
     * @param optional whether the field may be left out
     */
    static String content(BodyFields fields, String name, List<String> types, boolean optional) {
        JsonNode value = optional ? fields.take(name) : fields.required(name);
        return value == null ? "" : content(fields.param(name), value, types);
    }

    private static String content(String param, JsonNode value, List<String> types) {
        if (value.isTextual()) {
            return BodyFields.text(param, value, CHARS_MAX);
        }
        if (!(value instanceof ArrayNode parts)) {
            throw BodyFields.invalid(
                    param, "is " + BodyFields.kind(value) + ", allowed is a string or an array of parts");
        }
        if (parts.isEmpty() || parts.size() > PARTS_MAX) {
            throw BodyFields.invalid(param, "has " + parts.size() + " parts, allowed are 1 to " + PARTS_MAX);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            text.append(part(param + "[" + i + "]", parts.get(i), types));
        }
        return text.toString();
    }

    private static String part(String param, JsonNode value, List<String> types) {
        BodyFields part = BodyFields.object(param, value);
        String type = part.text("type", TYPE_CHARS_MAX);
        if (!types.contains(type)) {
            throw BodyFields.invalid(
                    param,
                    "is no text, and the models take text alone; allowed is a part of type "
                            + String.join(" or ", types));
        }
        String text = BodyFields.text(part.param("text"), part.required("text"), CHARS_MAX);
        // Clients send parts of answers back as they got them.
        part.ignore("annotations", "logprobs");
        part.end();
        return text;
    }
}
