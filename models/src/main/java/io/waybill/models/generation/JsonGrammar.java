package io.waybill.models.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes a JSON Schema as a grammar in GBNF, llama.cpp's form of BNF (grammars/README.md), so that a model can say
 * nothing else. Properties come in the order of the schema. What a grammar cannot hold a model to is refused by name.
 */
public final class JsonGrammar {

    /** A schema of this many parts is more than a model can follow, and its grammar slow. */
    private static final int RULES_MAX = 500;

    private static final int DEPTH_MAX = 32;

    /** Repetitions are written out by the engine. */
    private static final int REPEAT_MAX = 1_000;

    private static final int SCHEMA_CHARACTERS_MAX = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** White space is bounded, or small models write nothing else. */
    private static final String BASE = """
            space ::= | " " | "\\n" [ ]{0,8}
            char ::= [^"\\\\\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4})
            string ::= "\\"" char* "\\""
            integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
            number ::= integer ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?
            boolean ::= "true" | "false"
            null ::= "null"
            value ::= object | array | string | number | boolean | null
            member ::= string space ":" space value
            object ::= "{" space (member (space "," space member)*)? space "}"
            array ::= "[" space (value (space "," space value)*)? space "]"
            """;

    /** Keywords that say nothing of what is allowed. */
    private static final Set<String> NOTES = Set.of(
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "definitions",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "strict",
            "name");

    private static final Map<String, Set<String>> OF_TYPE = Map.of(
            "object", Set.of("properties", "required", "additionalProperties"),
            "array", Set.of("items", "minItems", "maxItems"),
            "string", Set.of("minLength", "maxLength", "format"),
            "number", Set.of(),
            "integer", Set.of(),
            "boolean", Set.of(),
            "null", Set.of());

    private static final String COMMA = "space \",\" space ";

    private static final String DATE =
            "[0-9]{4} \"-\" (\"0\" [1-9] | \"1\" [0-2]) \"-\" " + "(\"0\" [1-9] | [12] [0-9] | \"3\" [01])";

    private static final String TIME = "([01] [0-9] | \"2\" [0-3]) \":\" [0-5] [0-9] \":\" [0-5] [0-9] "
            + "(\".\" [0-9]{1,6})? (\"Z\" | [+-] ([01] [0-9] | \"2\" [0-3]) \":\" [0-5] [0-9])";

    private static final Map<String, String> FORMATS = Map.of(
            "date",
            DATE,
            "time",
            TIME,
            "date-time",
            DATE + " \"T\" " + TIME,
            "uuid",
            "[0-9a-f]{8} \"-\" [0-9a-f]{4} \"-\" [0-9a-f]{4} \"-\" [0-9a-f]{4} \"-\" [0-9a-f]{12}");

    private final JsonNode root;
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final Map<String, String> references = new HashMap<>();
    private int names;

    private JsonGrammar(JsonNode root) {
        this.root = root;
    }

    /** {@return the grammar of any JSON object} */
    public static String object() {
        return "root ::= object\n" + BASE;
    }

    /**
     * {@return the grammar of a schema}
     *
     * @throws RequestRejected where the schema is none, or says what a grammar cannot
     */
    public static String of(String schema) {
        return of(schema, "", "");
    }

    /** {@return the grammar of a schema's JSON between two texts} */
    static String of(String schema, String before, String after) {
        if (schema.length() > SCHEMA_CHARACTERS_MAX) {
            throw rejected("has " + schema.length() + " characters, allowed are at most " + SCHEMA_CHARACTERS_MAX);
        }
        try {
            JsonNode root = JSON.readTree(schema);
            var grammar = new JsonGrammar(root);
            String rule = grammar.expression(root, "#", 0, Set.of());
            StringBuilder text = new StringBuilder("root ::= ")
                    .append(between(before, rule, after))
                    .append('\n')
                    .append(BASE);
            grammar.rules.forEach((name, body) ->
                    text.append(name).append(" ::= ").append(body).append('\n'));
            return text.toString();
        } catch (JsonProcessingException e) {
            throw rejected("is not JSON: " + e.getOriginalMessage());
        }
    }

    private static String between(String before, String rule, String after) {
        String begin = before.isEmpty() ? "" : literal(before) + " ";
        return begin + rule + (after.isEmpty() ? "" : " " + literal(after));
    }

    private String expression(JsonNode schema, String path, int depth, Set<String> open) {
        if (depth > DEPTH_MAX) {
            throw rejected("is nested deeper than " + DEPTH_MAX + " at " + path);
        }
        if (schema.isBoolean()) {
            return schema.booleanValue() ? "value" : refuse(path + " is false, which no JSON fits");
        }
        if (!schema.isObject()) {
            return refuse(path + " is no object");
        }
        if (schema.has("$ref")) {
            only(schema, path, Set.of("$ref"));
            return reference(schema.get("$ref"), path, depth, open);
        }
        if (schema.has("const")) {
            only(schema, path, Set.of("const", "type"));
            return literal(schema.get("const").toString());
        }
        if (schema.has("enum")) {
            only(schema, path, Set.of("enum", "type"));
            return alternatives(schema.get("enum"), path + ".enum").stream()
                    .map(node -> literal(node.toString()))
                    .collect(Collectors.joining(" | ", "(", ")"));
        }
        if (schema.path("allOf").size() == 1) {
            only(schema, path, Set.of("allOf"));
            return expression(schema.get("allOf").get(0), path + ".allOf[0]", depth + 1, open);
        }
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                only(schema, path, Set.of(choice));
                List<String> options = new ArrayList<>();
                for (JsonNode option : alternatives(schema.get(choice), path + "." + choice)) {
                    options.add(expression(option, path + "." + choice + "[" + options.size() + "]", depth + 1, open));
                }
                return rule("any", String.join(" | ", options));
            }
        }
        return typed(schema, path, depth);
    }

    private String typed(JsonNode schema, String path, int depth) {
        JsonNode type = schema.get("type");
        if (type == null) {
            boolean object = schema.has("properties");
            return object ? ofType("object", schema, path, depth) : untyped(schema, path);
        }
        if (type.isArray()) {
            List<String> options = new ArrayList<>();
            for (JsonNode one : alternatives(type, path + ".type")) {
                options.add(ofType(one.asText(), schema, path, depth));
            }
            Set<String> allowed = new HashSet<>(Set.of("type"));
            type.forEach(one -> allowed.addAll(OF_TYPE.getOrDefault(one.asText(), Set.of())));
            only(schema, path, allowed);
            return rule("any", String.join(" | ", options));
        }
        String name = type.asText();
        Set<String> allowed = new HashSet<>(OF_TYPE.getOrDefault(name, Set.of()));
        allowed.add("type");
        String expression = ofType(name, schema, path, depth);
        only(schema, path, allowed);
        return expression;
    }

    private String untyped(JsonNode schema, String path) {
        only(schema, path, Set.of());
        return "value";
    }

    private String ofType(String type, JsonNode schema, String path, int depth) {
        return switch (type) {
            case "object" -> objectOf(schema, path, depth);
            case "array" -> arrayOf(schema, path, depth);
            case "string" -> stringOf(schema, path);
            case "number", "integer", "boolean", "null" -> type;
            default -> refuse(path + ".type is " + type + ", allowed are " + new TreeSet<>(OF_TYPE.keySet()));
        };
    }

    private String objectOf(JsonNode schema, String path, int depth) {
        JsonNode properties = schema.path("properties");
        if (schema.has("properties") && !properties.isObject()) {
            return refuse(path + ".properties is no object");
        }
        Set<String> required = required(schema, path);
        Map<String, String> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            String name = property.getKey();
            members.put(name, expression(property.getValue(), path + ".properties." + name, depth + 1, Set.of()));
        }
        required.forEach(name -> members.putIfAbsent(name, "value"));
        String inside = members.isEmpty() ? anyMembers(schema, path, depth) : members(members, required);
        return rule("object", literal("{") + " space " + inside + " space " + literal("}"));
    }

    /** Only where no property is named: an object of the named ones alone fits the schema too. */
    private String anyMembers(JsonNode schema, String path, int depth) {
        JsonNode further = schema.get("additionalProperties");
        if (further != null && further.isBoolean() && !further.booleanValue()) {
            return "";
        }
        String value =
                further == null ? "value" : expression(further, path + ".additionalProperties", depth + 1, Set.of());
        String member = rule("member", "string space " + literal(":") + " space " + value);
        return "(" + member + " (" + COMMA + member + ")*)?";
    }

    private String members(Map<String, String> values, Set<String> required) {
        List<String> names = List.copyOf(values.keySet());
        List<String> members = new ArrayList<>();
        values.forEach((name, value) ->
                members.add(rule("member", literal(quoted(name)) + " space " + literal(":") + " space " + value)));
        // Any of those that may come first, each with what may come behind it.
        List<String> firsts = new ArrayList<>();
        for (int first = 0; first < members.size(); first++) {
            StringBuilder line = new StringBuilder(members.get(first));
            for (int i = first + 1; i < members.size(); i++) {
                line.append(" (").append(COMMA).append(members.get(i)).append(')');
                line.append(required.contains(names.get(i)) ? "" : "?");
            }
            firsts.add(line.toString());
            if (required.contains(names.get(first))) {
                return "(" + String.join(" | ", firsts) + ")";
            }
        }
        return "(" + String.join(" | ", firsts) + ")?";
    }

    private static Set<String> required(JsonNode schema, String path) {
        JsonNode required = schema.path("required");
        Set<String> names = new LinkedHashSet<>();
        if (schema.has("required") && !required.isArray()) {
            throw rejected(path + ".required is no array");
        }
        for (JsonNode name : required) {
            if (!name.isTextual()) {
                throw rejected(path + ".required holds something else than names");
            }
            names.add(name.textValue());
        }
        return names;
    }

    private String arrayOf(JsonNode schema, String path, int depth) {
        String item =
                schema.has("items") ? expression(schema.get("items"), path + ".items", depth + 1, Set.of()) : "value";
        int min = bound(schema, path, "minItems", 0);
        int max = bound(schema, path, "maxItems", -1);
        if (max >= 0 && max < min) {
            return refuse(path + ".maxItems is " + max + ", which is less than minItems " + min);
        }
        String items = "";
        if (max != 0) {
            String name = rule("item", item);
            String more = "(" + COMMA + name + "){" + Math.max(0, min - 1) + "," + (max < 0 ? "" : max - 1) + "}";
            items = min == 0 ? "(" + name + " " + more + ")?" : name + " " + more;
        }
        return rule("array", literal("[") + " space " + items + " space " + literal("]"));
    }

    private String stringOf(JsonNode schema, String path) {
        JsonNode format = schema.get("format");
        if (format != null) {
            String known = FORMATS.get(format.asText());
            only(schema, path, Set.of("type", "format"));
            return known == null
                    ? refuse(path + ".format is " + format + ", allowed are " + new TreeSet<>(FORMATS.keySet()))
                    : rule("text", literal("\"") + " " + known + " " + literal("\""));
        }
        int min = bound(schema, path, "minLength", 0);
        int max = bound(schema, path, "maxLength", -1);
        if (max >= 0 && max < min) {
            return refuse(path + ".maxLength is " + max + ", which is less than minLength " + min);
        }
        if (min == 0 && max < 0) {
            return "string";
        }
        String count = "{" + min + "," + (max < 0 ? "" : max) + "}";
        return rule("text", literal("\"") + " char" + count + " " + literal("\""));
    }

    private static int bound(JsonNode schema, String path, String key, int otherwise) {
        JsonNode value = schema.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > REPEAT_MAX) {
            throw rejected(path + "." + key + " is " + value + ", allowed is 0.." + REPEAT_MAX);
        }
        return value.intValue();
    }

    private String reference(JsonNode ref, String path, int depth, Set<String> open) {
        String target = ref.asText();
        if (!target.equals("#") && !target.startsWith("#/")) {
            return refuse(path + ".$ref is " + target + ", allowed are places of the same schema, such as #/$defs/x");
        }
        if (open.contains(target)) {
            return refuse(path + ".$ref " + target + " leads to itself");
        }
        String known = references.get(target);
        if (known != null) {
            return known;
        }
        JsonNode found = target.equals("#") ? root : root.at(target.substring(1));
        if (found.isMissingNode()) {
            return refuse(path + ".$ref is " + target + ", which is not there");
        }
        String name = name("ref");
        references.put(target, name);
        Set<String> opened = new HashSet<>(open);
        opened.add(target);
        rules.put(name, expression(found, target, depth + 1, opened));
        return name;
    }

    private static List<JsonNode> alternatives(JsonNode array, String path) {
        if (!array.isArray() || array.isEmpty()) {
            throw rejected(path + " is no array of one or more");
        }
        List<JsonNode> nodes = new ArrayList<>();
        array.forEach(nodes::add);
        return nodes;
    }

    private static void only(JsonNode schema, String path, Set<String> allowed) {
        for (Map.Entry<String, JsonNode> entry : schema.properties()) {
            if (!allowed.contains(entry.getKey()) && !NOTES.contains(entry.getKey())) {
                throw rejected(path + "." + entry.getKey() + " cannot be held to here, allowed are "
                        + new TreeSet<>(allowed) + " and notes such as description");
            }
        }
    }

    private String rule(String kind, String body) {
        String name = name(kind);
        rules.put(name, body);
        return name;
    }

    private String name(String kind) {
        if (++names > RULES_MAX) {
            throw rejected("has more than " + RULES_MAX + " parts");
        }
        return kind + "-" + names;
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** {@return the text as the grammar writes it} */
    private static String literal(String text) {
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> literal.append((char) c);
            }
        });
        return literal.append('"').toString();
    }

    private static String refuse(String message) {
        throw rejected(message);
    }

    private static RequestRejected rejected(String message) {
        return new RequestRejected(
                new RequestProblem(ItemError.invalid_request, "response_format", "the schema " + message));
    }
}
