package io.waybill.models.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.waybill.models.request.RequestRejected;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a model that must call a tool to exactly one call, with arguments that fit the tool's schema. */
public final class ToolGrammar {

    private static final String FUNCTION = "function:";
    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"additionalProperties\":false}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ToolGrammar() {}

    /** {@return the grammar, in GBNF; empty where the model may answer otherwise} */
    public static Optional<String> of(ToolFormat format, Prompt.Chat chat) {
        List<Tool> allowed = allowed(chat);
        if (allowed.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode root = JSON.createObjectNode();
        ArrayNode options = root.putArray("anyOf");
        for (Tool tool : allowed) {
            String place = "#/anyOf/" + options.size() + "/properties/" + format.arguments();
            JsonNode arguments = parsed(schema(tool));
            moveReferences(arguments, place);
            ObjectNode call = options.addObject().put("type", "object");
            ObjectNode properties = call.putObject("properties");
            properties.putObject("name").put("const", tool.name());
            properties.set(format.arguments(), arguments);
            call.putArray("required").add("name").add(format.arguments());
        }
        return Optional.of(JsonGrammar.of(root.toString(), format.before(), format.after()));
    }

    /**
     * Refuses tools that the model must call and whose arguments no grammar can describe.
     *
     * @param param the field of the tools
     * @param within goes between a tool and its parameters
     */
    static void check(Prompt.Chat chat, String param, String within) {
        for (Tool tool : allowed(chat)) {
            try {
                JsonGrammar.of(schema(tool));
            } catch (RequestRejected e) {
                throw BodyFields.invalid(
                        param + "[" + chat.tools().indexOf(tool) + "]" + within + ".parameters",
                        e.problem().message() + "; tool_choice auto takes it");
            }
        }
        try {
            of(ToolFormat.hermes, chat);
        } catch (RequestRejected e) {
            throw BodyFields.invalid(param, e.problem().message() + ", all tools together");
        }
    }

    /** {@return the tools of which one must be called; empty where none must} */
    private static List<Tool> allowed(Prompt.Chat chat) {
        String choice = chat.toolChoice();
        if (choice.equals("required")) {
            return chat.tools();
        }
        return choice.startsWith(FUNCTION)
                ? chat.tools().stream()
                        .filter(tool -> tool.name().equals(choice.substring(FUNCTION.length())))
                        .toList()
                : List.of();
    }

    private static String schema(Tool tool) {
        String parameters = tool.parameters();
        return parameters == null || parameters.equals("{}") ? NO_ARGUMENTS : parameters;
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the schema of a tool was checked before", e);
        }
    }

    /** References of a schema begin at its root, which is now within another. */
    private static void moveReferences(JsonNode node, String place) {
        if (node instanceof ObjectNode object) {
            JsonNode reference = object.get("$ref");
            if (reference != null
                    && reference.isTextual()
                    && reference.textValue().startsWith("#")) {
                object.set(
                        "$ref", TextNode.valueOf(place + reference.textValue().substring(1)));
            }
            for (Map.Entry<String, JsonNode> property : object.properties()) {
                moveReferences(property.getValue(), place);
            }
        } else {
            node.forEach(child -> moveReferences(child, place));
        }
    }
}
