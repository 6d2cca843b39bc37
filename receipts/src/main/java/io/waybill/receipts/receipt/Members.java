package io.waybill.receipts.receipt;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of an object that was read: each is asked for once, and none may be left over. */
public final class Members {

    private final String path;
    private final Map<String, Object> object;
    private final Set<String> read = new HashSet<>();

    /**
     * The members of an object.
     *
     * @param path what stands before their names in errors, empty at the top
     */
    public Members(String path, Map<String, Object> object) {
        this.path = requireNonNull(path, "path");
        this.object = requireNonNull(object, "object");
    }

    /** {@return the members of a value that must be an object} */
    public static Members of(String path, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new NotCanonical("%s: an object is expected".formatted(path));
        }
        return new Members(path, CanonicalJson.object(map));
    }

    /** {@return the text of a member that must be there} */
    public String text(String name) {
        String value = optional(name);
        if (value == null) {
            throw new NotCanonical("%s is missing".formatted(path + name));
        }
        return value;
    }

    /** {@return the text of a member, or null if it is not there} */
    public @Nullable String optional(String name) {
        return optional(name, String.class, "a string");
    }

    /** {@return the integer of a member that must be there} */
    public long integer(String name) {
        Long value = optionalInteger(name);
        if (value == null) {
            throw new NotCanonical("%s is missing".formatted(path + name));
        }
        return value;
    }

    /** {@return the integer of a member, or null if it is not there} */
    public @Nullable Long optionalInteger(String name) {
        return optional(name, Long.class, "an integer");
    }

    /** {@return an amount of money, written as a string of digits} */
    public long amount(String name) {
        String text = text(name);
        try {
            long amount = Long.parseLong(text);
            if (amount >= 0 && Long.toString(amount).equals(text)) {
                return amount;
            }
        } catch (NumberFormatException e) {
            throw new NotCanonical("%s: '%s' is no amount".formatted(path + name, text));
        }
        throw new NotCanonical("%s: '%s' is not how an amount is written".formatted(path + name, text));
    }

    /** Reads a member that can say one thing only. */
    public void expect(String name, String only) {
        String text = text(name);
        if (!text.equals(only)) {
            throw new NotCanonical("%s: '%s' is unknown here, only '%s' is read".formatted(path + name, text, only));
        }
    }

    /** {@return the value whose name a member holds} */
    public <T> T choice(String name, T[] values, Function<T, String> nameOf) {
        String text = text(name);
        for (T value : values) {
            if (nameOf.apply(value).equals(text)) {
                return value;
            }
        }
        throw new NotCanonical("%s: '%s' is unknown".formatted(path + name, text));
    }

    /** {@return the moment of a member that must be there} */
    public Instant moment(String name) {
        return Timestamps.read(path + name, text(name));
    }

    /** {@return the moment of a member, or null if it is not there} */
    public @Nullable Instant optionalMoment(String name) {
        String text = optional(name);
        return text == null ? null : Timestamps.read(path + name, text);
    }

    /** {@return the texts of a member by their names; none if it is not there} */
    public Map<String, String> names(String name) {
        Map<?, ?> value = optional(name, Map.class, "an object");
        if (value == null) {
            return Map.of();
        }
        Map<String, String> names = new TreeMap<>();
        CanonicalJson.object(value).forEach((key, text) -> {
            if (!(text instanceof String string)) {
                throw new NotCanonical("%s.%s: a string is expected".formatted(path + name, key));
            }
            names.put(key, string);
        });
        if (names.isEmpty()) {
            throw new NotCanonical("%s is empty: it is left out then".formatted(path + name));
        }
        return names;
    }

    /** {@return the members of a member, or null if it is not there} */
    public @Nullable Members object(String name) {
        Map<?, ?> value = optional(name, Map.class, "an object");
        if (value != null && value.isEmpty()) {
            throw new NotCanonical("%s is empty: it is left out then".formatted(path + name));
        }
        return value == null ? null : new Members(path + name + ".", CanonicalJson.object(value));
    }

    /** {@return the values of an array that must be there} */
    public List<Object> list(String name) {
        List<?> value = optional(name, List.class, "an array");
        if (value == null) {
            throw new NotCanonical("%s is missing".formatted(path + name));
        }
        List<Object> elements = new ArrayList<>();
        value.forEach(element -> elements.add(requireNonNull(element, "element")));
        return elements;
    }

    /** {@return the object itself} */
    public Map<String, Object> asObject() {
        return object;
    }

    /**
     * Ends the reading.
     *
     * @throws NotCanonical if a member was not asked for: this version does not know it
     */
    public void end() {
        for (String name : object.keySet()) {
            if (!read.contains(name)) {
                throw new NotCanonical("%s is unknown".formatted(path + name));
            }
        }
    }

    private <T> @Nullable T optional(String name, Class<T> type, String expected) {
        read.add(name);
        Object value = object.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new NotCanonical("%s: %s is expected".formatted(path + name, expected));
        }
        return value == null ? null : type.cast(value);
    }
}
