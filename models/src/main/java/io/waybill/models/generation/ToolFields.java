package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the functions that a model may call, and which it must. */
final class ToolFields {

    /** As OpenAI's API bounds them. */
    private static final int TOOLS_MAX = 128;

    private static final int TYPE_CHARS_MAX = 64;
    private static final int DESCRIPTION_CHARS_MAX = 16_384;
    private static final String FUNCTION = "function";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final List<String> CHOICES = List.of("auto", "none", "required");

    private ToolFields() {}

    /**
     * {@return the functions; empty for none}
     *
     * @param nested whether what is told of a function stands in an object of its own
     */
    static List<Tool> tools(BodyFields body, boolean nested) {
        ArrayNode array = body.array("tools", TOOLS_MAX);
        if (array == null) {
            return List.of();
        }
        List<Tool> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < array.size(); i++) {
            BodyFields fields = BodyFields.object(body.param("tools") + "[" + i + "]", array.get(i));
            requireFunction(fields);
            BodyFields function =
                    nested ? BodyFields.object(fields.param(FUNCTION), fields.required(FUNCTION)) : fields;
            Tool tool = tool(function);
            if (!names.add(tool.name())) {
                throw BodyFields.invalid(function.param("name"), "stands twice, allowed is each name once");
            }
            fields.end();
            tools.add(tool);
        }
        return tools;
    }

    /** {@return the choice, as {@link Prompt.Chat} spells it} */
    static String choice(BodyFields body, List<Tool> tools, boolean nested) {
        JsonNode value = body.take("tool_choice");
        if (value == null) {
            return tools.isEmpty() ? "none" : "auto";
        }
        String param = body.param("tool_choice");
        if (value.isTextual()) {
            String choice = value.textValue();
            if (!CHOICES.contains(choice)) {
                throw BodyFields.invalid(param, "is unknown, allowed are " + CHOICES + " or a function");
            }
            if (tools.isEmpty() && choice.equals("required")) {
                throw BodyFields.invalid(param, "is required without tools, allowed is it with tools");
            }
            return tools.isEmpty() ? "none" : choice;
        }
        BodyFields fields = BodyFields.object(param, value);
        requireFunction(fields);
        BodyFields function = nested ? BodyFields.object(fields.param(FUNCTION), fields.required(FUNCTION)) : fields;
        String name = name(function);
        if (tools.stream().noneMatch(tool -> tool.name().equals(name))) {
            throw BodyFields.invalid(function.param("name"), "is the name of none of the tools");
        }
        function.end();
        fields.end();
        return FUNCTION + ":" + name;
    }

    /** {@return the name of a function} */
    static String name(BodyFields function) {
        String name = BodyFields.text(function.param("name"), function.required("name"), BodyText.CHARS_MAX);
        if (!NAME.matcher(name).matches()) {
            throw BodyFields.invalid(
                    function.param("name"), "is no name, allowed are 1 to 64 letters, digits, _ and -");
        }
        return name;
    }

    private static Tool tool(BodyFields function) {
        String name = name(function);
        String description = function.optionalText("description", DESCRIPTION_CHARS_MAX);
        JsonNode parameters = function.take("parameters");
        if (parameters != null && !(parameters instanceof ObjectNode)) {
            throw BodyFields.invalid(
                    function.param("parameters"),
                    "is " + BodyFields.kind(parameters) + ", allowed is a JSON Schema, an object");
        }
        function.flag("strict");
        function.end();
        return new Tool(
                name,
                description,
                parameters == null ? null : SchemaCheck.checked(function.param("parameters"), parameters));
    }

    private static void requireFunction(BodyFields fields) {
        String type = fields.text("type", TYPE_CHARS_MAX);
        if (!type.equals(FUNCTION)) {
            throw BodyFields.invalid(fields.param("type"), "is not offered, allowed is function");
        }
    }
}
