package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds what cannot be a JSON Schema (draft 2020-12) before a model is held to it: keywords whose values are of another
 * type than the keyword takes. Keywords that it does not know it leaves alone, as the standard says.
 */
final class SchemaCheck {

    /** A grammar of a longer one takes longer to build than the answer. */
    private static final int CHARS_MAX = 65_536;

    private static final List<String> TYPES =
            List.of("array", "boolean", "integer", "null", "number", "object", "string");

    /** Keywords whose value is a schema. */
    private static final List<String> OF_SCHEMA = List.of(
            "additionalProperties",
            "contains",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties");

    /** Keywords whose value is an array of schemas. */
    private static final List<String> OF_SCHEMAS = List.of("allOf", "anyOf", "oneOf", "prefixItems");

    /** Keywords whose value names schemas. */
    private static final List<String> OF_NAMED_SCHEMAS =
            List.of("$defs", "definitions", "dependentSchemas", "patternProperties", "properties");

    private SchemaCheck() {}

    /**
     * {@return the schema as text}
     *
     * @throws io.waybill.models.request.RequestRejected naming the keyword that is wrong
     */
    static String checked(String param, JsonNode schema) {
        if (!(schema instanceof ObjectNode)) {
            throw BodyFields.invalid(param, "is " + BodyFields.kind(schema) + ", allowed is a JSON Schema, an object");
        }
        check(param, schema);
        String text = schema.toString();
        if (text.length() > CHARS_MAX) {
            throw BodyFields.invalid(param, "has " + text.length() + " characters, allowed are at most " + CHARS_MAX);
        }
        return text;
    }

    private static void check(String param, JsonNode schema) {
        if (schema.isBoolean()) {
            return;
        }
        if (!(schema instanceof ObjectNode object)) {
            throw BodyFields.invalid(
                    param, "is " + BodyFields.kind(schema) + ", allowed is a schema: an object, true or false");
        }
        JsonNode type = object.get("type");
        if (type != null) {
            checkType(param + ".type", type);
        }
        OF_SCHEMA.stream().filter(object::has).forEach(name -> check(param + "." + name, object.get(name)));
        for (String name : OF_SCHEMAS) {
            JsonNode value = object.get(name);
            if (value != null) {
                ArrayNode array = array(param + "." + name, value, "schemas");
                for (int i = 0; i < array.size(); i++) {
                    check(param + "." + name + "[" + i + "]", array.get(i));
                }
            }
        }
        for (String name : OF_NAMED_SCHEMAS) {
            JsonNode value = object.get(name);
            if (value != null) {
                checkNamed(param + "." + name, value);
            }
        }
        JsonNode required = object.get("required");
        if (required != null) {
            if (!(required instanceof ArrayNode names) || !all(names, JsonNode::isTextual)) {
                throw BodyFields.invalid(param + ".required", "is no array of strings, allowed is such");
            }
        }
        JsonNode values = object.get("enum");
        if (values != null) {
            array(param + ".enum", values, "values");
        }
    }

    private static void checkType(String param, JsonNode type) {
        boolean known = type instanceof ArrayNode several
                ? !several.isEmpty() && all(several, one -> one.isTextual() && TYPES.contains(one.textValue()))
                : type.isTextual() && TYPES.contains(type.textValue());
        if (!known) {
            throw BodyFields.invalid(param, "is unknown, allowed are " + TYPES);
        }
    }

    private static void checkNamed(String param, JsonNode value) {
        if (!(value instanceof ObjectNode object)) {
            throw BodyFields.invalid(param, "is " + BodyFields.kind(value) + ", allowed is an object of schemas");
        }
        int i = 0;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            // A client's name is not repeated: its place is.
            check(param + "[" + i + "]", field.getValue());
            i++;
        }
    }

    private static ArrayNode array(String param, JsonNode value, String of) {
        if (!(value instanceof ArrayNode array) || array.isEmpty()) {
            throw BodyFields.invalid(param, "is no array of at least one of " + of + ", allowed is such");
        }
        return array;
    }

    private static boolean all(ArrayNode array, Predicate<JsonNode> is) {
        for (JsonNode value : array) {
            if (!is.test(value)) {
                return false;
            }
        }
        return true;
    }
}
