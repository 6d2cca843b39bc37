package io.waybill.models.gguf;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys and values at the beginning of a GGUF file; tensors are not read. Immutable. */
public final class GgufMetadata {

    private static final int BUFFER_BYTES = 1 << 16;

    private final String file;
    private final Map<String, Object> values;

    GgufMetadata(String file, Map<String, Object> values) {
        this.file = file;
        this.values = Map.copyOf(values);
    }

    /**
     * Reads a file.
     *
     * @throws GgufRejected where it is not GGUF of version 2 or 3, or breaks a bound
     */
    public static GgufMetadata read(Path path) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES)) {
            return new GgufReader(path.toString(), in).read();
        } catch (IOException e) {
            throw new UncheckedIOException("GGUF file " + path + " cannot be read", e);
        }
    }

    /**
     * {@return the text of {@code key}; empty where there is none}
     *
     * @throws GgufRejected where it is no text
     */
    public Optional<String> text(String key) {
        return value(key, String.class, "a text");
    }

    /**
     * {@return the flag of {@code key}; {@code otherwise} where there is none}
     *
     * @throws GgufRejected where it is no flag
     */
    public boolean flag(String key, boolean otherwise) {
        return value(key, Boolean.class, "a flag").orElse(otherwise);
    }

    /**
     * {@return the whole number of {@code key}; empty where there is none}
     *
     * @throws GgufRejected where it is no whole number
     */
    public Optional<Long> integer(String key) {
        return value(key, Long.class, "a whole number");
    }

    /**
     * {@return the texts of {@code key}; none where there is no such key}
     *
     * @throws GgufRejected where it is no array of texts
     */
    public List<String> texts(String key) {
        return List.of(value(key, String[].class, "an array of texts").orElse(new String[0]));
    }

    /**
     * {@return the whole numbers of {@code key}; none where there is no such key}
     *
     * @throws GgufRejected where it is no array of whole numbers
     */
    public List<Long> integers(String key) {
        long[] found = value(key, long[].class, "an array of whole numbers").orElse(new long[0]);
        return Arrays.stream(found).boxed().toList();
    }

    private <T> Optional<T> value(String key, Class<T> type, String name) {
        Object value = values.get(key);
        if (value != null && !type.isInstance(value)) {
            throw new GgufRejected(file + ": " + key + " is not " + name);
        }
        return Optional.ofNullable(type.cast(value));
    }
}
