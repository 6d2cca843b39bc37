package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a chat. */
final class ChatMessages {

    static final List<String> ROLES = List.of("assistant", "developer", "system", "tool", "user");

    /** More than any model's context holds; bounds the list before the model is known. */
    static final int MESSAGES_MAX = 10_000;

    private static final int NAME_CHARS_MAX = 64;
    private static final int ID_CHARS_MAX = 256;
    private static final int CALLS_MAX = 128;

    private final BodyFields body;

    /** Calls of tools that were made so far. */
    private final Set<String> calls = new HashSet<>();

    ChatMessages(BodyFields body) {
        this.body = body;
    }

    List<Message> read() {
        body.required("messages");
        ArrayNode array = body.array("messages", MESSAGES_MAX);
        if (array == null || array.isEmpty()) {
            throw BodyFields.invalid(body.param("messages"), "is an empty array, allowed is at least one message");
        }
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            messages.add(message(body.param("messages") + "[" + i + "]", array.get(i)));
        }
        return messages;
    }

    private Message message(String param, JsonNode value) {
        BodyFields fields = BodyFields.object(param, value);
        String role = fields.text("role", NAME_CHARS_MAX);
        if (!ROLES.contains(role)) {
            throw BodyFields.invalid(fields.param("role"), "is unknown, allowed are " + ROLES);
        }
        String name = fields.optionalText("name", NAME_CHARS_MAX);
        List<ToolCall> made = List.of();
        String answered = null;
        if (role.equals("assistant")) {
            made = toolCalls(fields);
            // Clients send an answer back as they got it.
            fields.ignore("annotations");
            fields.optionalText("refusal", BodyText.CHARS_MAX);
            fields.refuse("audio", "the models take text");
            fields.refuse("function_call", "use tool_calls");
        }
        if (role.equals("tool")) {
            answered = fields.text("tool_call_id", ID_CHARS_MAX);
            if (!calls.contains(answered)) {
                throw BodyFields.invalid(fields.param("tool_call_id"), "names no call of a message before it");
            }
        }
        String content = BodyText.content(fields, "content", List.of("text"), !made.isEmpty());
        fields.end();
        return new Message(role, content, name, made, answered);
    }

    private List<ToolCall> toolCalls(BodyFields message) {
        ArrayNode array = message.array("tool_calls", CALLS_MAX);
        if (array == null) {
            return List.of();
        }
        List<ToolCall> made = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            BodyFields call = BodyFields.object(message.param("tool_calls") + "[" + i + "]", array.get(i));
            String id = call.text("id", ID_CHARS_MAX);
            requireFunction(call);
            JsonNode named = call.required("function");
            BodyFields function = BodyFields.object(call.param("function"), named);
            made.add(new ToolCall(id, ToolFields.name(function), arguments(function)));
            call.ignore("index");
            function.end();
            call.end();
            calls.add(id);
        }
        return made;
    }

    private static void requireFunction(BodyFields call) {
        String type = call.optionalText("type", NAME_CHARS_MAX);
        if (type != null && !type.equals("function")) {
            throw BodyFields.invalid(call.param("type"), "is not offered, allowed is function");
        }
    }

    /** {@return the arguments of a call: JSON as text} */
    static String arguments(BodyFields function) {
        function.required("arguments");
        @Nullable String arguments = function.optionalText("arguments", BodyText.CHARS_MAX);
        return arguments == null ? "" : arguments;
    }
}
