package io.waybill.activities.secret;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a secret that is set either as a value or as a file. */
public final class Secrets {

    /** A secret is a line; whatever is longer is the wrong file. */
    private static final int BYTES_MAX = 64 * 1024;

    private Secrets() {}

    /**
     * {@return the secret, without the line end of its file}
     *
     * @param name its key, for messages
     * @param value null where it is not set directly
     * @param file null where it is not set as a file, {@code <name>-file}
     * @throws IllegalArgumentException where both or neither are set
     */
    public static String required(String name, @Nullable String value, @Nullable Path file) {
        return optional(name, value, file)
                .orElseThrow(() -> new IllegalArgumentException("set " + name + " or " + name + "-file"));
    }

    /**
     * {@return the secret, or empty where neither is set}
     *
     * @param name its key, for messages
     * @param value null or blank where it is not set directly
     * @param file null where it is not set as a file, {@code <name>-file}
     */
    public static Optional<String> optional(String name, @Nullable String value, @Nullable Path file) {
        Optional<String> direct = Optional.ofNullable(value).filter(text -> !text.isBlank());
        if (file == null || file.toString().isEmpty()) {
            return direct;
        }
        if (direct.isPresent()) {
            throw new IllegalArgumentException("set " + name + " or " + name + "-file, not both");
        }
        return Optional.of(read(name, file));
    }

    private static String read(String name, Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IllegalArgumentException(name + "-file is longer than " + BYTES_MAX + " bytes: " + file);
            }
            String secret = Files.readString(file).strip();
            if (secret.isEmpty()) {
                throw new IllegalArgumentException(name + "-file is empty: " + file);
            }
            return secret;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name + "-file " + file, e);
        }
    }
}
