package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the input of a call of responses: a text, or items that make a conversation. */
final class ResponsesInput {

    private static final int ID_CHARS_MAX = 256;
    private static final int TYPE_CHARS_MAX = 64;
    private static final List<String> ROLES = List.of("assistant", "developer", "system", "user");
    private static final List<String> ITEMS = List.of("function_call", "function_call_output", "message");
    private static final List<String> TEXTS = List.of("input_text", "output_text", "text");

    private final BodyFields body;
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> calls = new HashSet<>();

    ResponsesInput(BodyFields body) {
        this.body = body;
    }

    List<Message> read(@Nullable String instructions) {
        if (instructions != null) {
            messages.add(Message.of("system", instructions));
        }
        String param = body.param("input");
        JsonNode input = body.required("input");
        if (input.isTextual()) {
            String text = BodyFields.text(param, input, BodyText.CHARS_MAX);
            if (text.isEmpty()) {
                throw BodyFields.invalid(param, "is empty, allowed is a text of at least one character");
            }
            messages.add(Message.of("user", text));
            return messages;
        }
        if (!(input instanceof ArrayNode items)) {
            throw BodyFields.invalid(
                    param, "is " + BodyFields.kind(input) + ", allowed is a string or an array of items");
        }
        if (items.isEmpty() || items.size() > ChatMessages.MESSAGES_MAX) {
            throw BodyFields.invalid(
                    param, "has " + items.size() + " items, allowed are 1 to " + ChatMessages.MESSAGES_MAX);
        }
        for (int i = 0; i < items.size(); i++) {
            item(param + "[" + i + "]", items.get(i));
        }
        return messages;
    }

    private void item(String param, JsonNode value) {
        BodyFields item = BodyFields.object(param, value);
        String type = item.optionalText("type", TYPE_CHARS_MAX);
        switch (type == null ? "message" : type) {
            case "message" -> message(item);
            case "function_call" -> call(item);
            case "function_call_output" -> output(item);
            default -> throw BodyFields.invalid(item.param("type"), "is not offered, allowed are " + ITEMS);
        }
        // Clients send items of answers back as they got them.
        item.ignore("id", "status", "phase");
        item.end();
    }

    private void message(BodyFields item) {
        String role = item.text("role", TYPE_CHARS_MAX);
        if (!ROLES.contains(role)) {
            throw BodyFields.invalid(item.param("role"), "is unknown, allowed are " + ROLES);
        }
        messages.add(Message.of(role, BodyText.content(item, "content", TEXTS, false)));
    }

    /** Calls belong to what the assistant said before them. */
    private void call(BodyFields item) {
        String id = item.text("call_id", ID_CHARS_MAX);
        ToolCall call = new ToolCall(id, ToolFields.name(item), ChatMessages.arguments(item));
        calls.add(id);
        Message last = messages.isEmpty() ? null : messages.getLast();
        if (last != null && last.role().equals("assistant")) {
            List<ToolCall> made = new ArrayList<>(last.toolCalls());
            made.add(call);
            messages.set(messages.size() - 1, new Message("assistant", last.content(), null, made, null));
        } else {
            messages.add(new Message("assistant", "", null, List.of(call), null));
        }
    }

    private void output(BodyFields item) {
        String id = item.text("call_id", ID_CHARS_MAX);
        if (!calls.contains(id)) {
            throw BodyFields.invalid(item.param("call_id"), "names no call of an item before it");
        }
        String output = BodyText.content(item, "output", TEXTS, false);
        messages.add(new Message("tool", output, null, List.of(), id));
    }
}
