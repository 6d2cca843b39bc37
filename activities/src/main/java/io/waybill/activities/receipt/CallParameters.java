package io.waybill.activities.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * How a call was to be computed, apart from what it was asked: the members at the top of its body but those that hold
 * the input, in the order of their names (UTF-16), each as it stands in the body. docs/audit.md tells auditors.
 */
final class CallParameters {

    private static final Set<String> INPUT = Set.of("input", "instructions", "messages", "prompt", "suffix");
    private static final JsonFactory JSON = new JsonFactory();

    private CallParameters() {}

    /**
     * {@return the bytes of a JSON object}
     *
     * @param body of a request that was checked: a JSON object in UTF-8
     */
    static byte[] of(byte[] body) {
        Map<String, String> members = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            parser.nextToken();
            JsonToken token = parser.nextToken();
            while (token == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                int nameAt = start(parser);
                parser.nextToken();
                parser.skipChildren();
                token = parser.nextToken();
                // What stands before the next name, or the object's end, without what separates them.
                members.put(name, text(body, nameAt, start(parser)));
            }
        }
        members.keySet().removeAll(INPUT);
        var parameters = new ByteArrayOutputStream();
        parameters.write('{');
        parameters.writeBytes(String.join(",", members.values()).getBytes(UTF_8));
        parameters.write('}');
        return parameters.toByteArray();
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static String text(byte[] body, int from, int to) {
        String member = new String(body, from, to - from, UTF_8).strip();
        return member.endsWith(",") ? member.substring(0, member.length() - 1).strip() : member;
    }
}
