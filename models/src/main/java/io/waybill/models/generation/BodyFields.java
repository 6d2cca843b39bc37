package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the fields of an object of a body one by one; what was not asked for in the end is unknown. */
final class BodyFields {

    /** A name that an error may repeat: longer or stranger ones could be anything. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

    private final ObjectNode object;
    private final String path;
    private final TreeSet<String> known = new TreeSet<>();

    /**
     * Opens an object.
     *
     * @param path what stands before its fields' names in errors, such as {@code body.messages[0].}
     */
    BodyFields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** {@return the rejection of a field} */
    static RequestRejected invalid(String param, String what) {
        return new RequestRejected(new RequestProblem(ItemError.invalid_request, param, param + " " + what));
    }

    /** {@return what an error calls a field} */
    String param(String name) {
        return path + name;
    }

    /** {@return a field's value; null where it is not there, or null} */
    @Nullable
    JsonNode take(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** {@return a field's value, which must be there} */
    JsonNode required(String name) {
        JsonNode value = take(name);
        if (value == null) {
            throw invalid(param(name), object.has(name) ? "is null, which is not allowed" : "is missing");
        }
        return value;
    }

    /** {@return a text of 1 to {@code most} characters} */
    String text(String name, int most) {
        required(name);
        String text = optionalText(name, most);
        if (text == null || text.isEmpty()) {
            throw invalid(param(name), "has 0 characters, allowed are 1 to " + most);
        }
        return text;
    }

    /** {@return a text of at most {@code most} characters; null where there is none} */
    @Nullable
    String optionalText(String name, int most) {
        JsonNode value = take(name);
        return value == null ? null : text(param(name), value, most);
    }

    /** {@return a value that must be a text of at most {@code most} characters} */
    static String text(String param, JsonNode value, int most) {
        if (!value.isTextual()) {
            throw invalid(param, "is " + kind(value) + ", allowed is a string");
        }
        String text = value.textValue();
        if (text.length() > most) {
            throw invalid(param, "has " + text.length() + " characters, allowed are at most " + most);
        }
        if (text.indexOf('\0') >= 0) {
            throw invalid(param, "has the character U+0000, which is not allowed");
        }
        return text;
    }

    /** {@return a number of a range; null where there is none} */
    @Nullable
    Double number(String name, double least, double most) {
        JsonNode value = take(name);
        return value == null ? null : number(param(name), value, least, most);
    }

    /** {@return a value that must be a number of a range} */
    static double number(String param, JsonNode value, double least, double most) {
        String allowed = "allowed is a number from " + plain(least) + " to " + plain(most);
        if (!value.isNumber()) {
            throw invalid(param, "is " + kind(value) + ", " + allowed);
        }
        double number = value.doubleValue();
        if (!(number >= least && number <= most)) {
            throw invalid(param, "is out of range, " + allowed);
        }
        return number;
    }

    /** {@return a whole number of a range; null where there is none} */
    @Nullable
    Integer whole(String name, int least, int most) {
        Long number = wholeLong(name, least, most);
        return number == null ? null : number.intValue();
    }

    /** {@return a whole number of a range; null where there is none} */
    @Nullable
    Long wholeLong(String name, long least, long most) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        String allowed = most == Integer.MAX_VALUE
                ? "allowed is a whole number from " + least
                : "allowed is a whole number from " + least + " to " + most;
        if (!value.isIntegralNumber()) {
            throw invalid(param(name), "is " + (value.isNumber() ? "not whole" : kind(value)) + ", " + allowed);
        }
        BigInteger number = value.bigIntegerValue();
        if (number.compareTo(BigInteger.valueOf(least)) < 0 || number.compareTo(BigInteger.valueOf(most)) > 0) {
            throw invalid(param(name), "is out of range, " + allowed);
        }
        return number.longValueExact();
    }

    /** {@return a boolean; null where there is none} */
    @Nullable
    Boolean flag(String name) {
        JsonNode value = take(name);
        if (value != null && !value.isBoolean()) {
            throw invalid(param(name), "is " + kind(value) + ", allowed is true or false");
        }
        return value == null ? null : value.booleanValue();
    }

    /** {@return an object; null where there is none} */
    @Nullable
    BodyFields object(String name) {
        JsonNode value = take(name);
        return value == null ? null : object(param(name), value);
    }

    /** {@return a value that must be an object} */
    static BodyFields object(String param, JsonNode value) {
        if (!(value instanceof ObjectNode fields)) {
            throw invalid(param, "is " + kind(value) + ", allowed is an object");
        }
        return new BodyFields(fields, param + ".");
    }

    /** {@return an array of at most {@code most} values; null where there is none} */
    @Nullable
    ArrayNode array(String name, int most) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ArrayNode array)) {
            throw invalid(param(name), "is " + kind(value) + ", allowed is an array");
        }
        if (array.size() > most) {
            throw invalid(param(name), "has " + array.size() + " values, allowed are at most " + most);
        }
        return array;
    }

    /** {@return texts by name, such as metadata; empty where there are none} */
    Map<String, String> texts(String name, int most, int keyCharsMax, int valueCharsMax) {
        JsonNode value = take(name);
        if (value == null) {
            return Map.of();
        }
        if (!(value instanceof ObjectNode fields)) {
            throw invalid(param(name), "is " + kind(value) + ", allowed is an object of strings");
        }
        if (fields.size() > most) {
            throw invalid(param(name), "has " + fields.size() + " keys, allowed are at most " + most);
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (field.getKey().length() > keyCharsMax) {
                throw invalid(param(name), "has a key of more than " + keyCharsMax + " characters");
            }
            if (!field.getValue().isTextual() || field.getValue().textValue().length() > valueCharsMax) {
                throw invalid(
                        param(name),
                        "has a value that is no string of at most " + valueCharsMax + " characters, allowed are such");
            }
            texts.put(field.getKey(), field.getValue().textValue());
        }
        return texts;
    }

    /** Goes past a field that changes nothing. */
    void ignore(String... names) {
        for (String name : names) {
            known.add(name);
        }
    }

    /** Refuses a field of OpenAI's API that is not offered, unless it is null. */
    void refuse(String name, String why) {
        if (take(name) != null) {
            throw invalid(param(name), "is not offered: " + why);
        }
        // Nobody should send it, so that errors do not offer it.
        known.remove(name);
        object.remove(name);
    }

    /** Refuses what was not asked for. */
    void end() {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                boolean plain = PLAIN_NAME.matcher(field.getKey()).matches();
                String owner = path.endsWith(".") ? path.substring(0, path.length() - 1) : path;
                throw new RequestRejected(new RequestProblem(
                        ItemError.invalid_request,
                        plain ? param(field.getKey()) : owner.isEmpty() ? null : owner,
                        (plain
                                        ? param(field.getKey()) + " is unknown"
                                        : (owner.isEmpty() ? "the body" : owner) + " has an unknown field")
                                + ", allowed are " + known));
            }
        }
    }

    /** {@return what a value is, for people} */
    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            default -> "null";
        };
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
