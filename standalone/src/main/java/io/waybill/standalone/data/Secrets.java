package io.waybill.standalone.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/** Keys and passwords of one data directory, each made once and readable by its owner alone. */
public final class Secrets {

    private static final int BYTES = 32;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    /** Keeps them in {@link DataDirectory#secrets()}. */
    public Secrets(DataDirectory data) {
        this.directory = data.secrets();
    }

    /** {@return the secret of that name, made of 256 random bits on first use} */
    public String hex(String name) throws IOException {
        return keep(name, () -> {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        });
    }

    /** {@return the secret of that name, made by {@code maker} on first use} */
    public String keep(String name, Supplier<String> maker) throws IOException {
        Optional<String> kept = find(name);
        if (kept.isPresent()) {
            return kept.get();
        }
        String made = maker.get();
        put(name, made);
        return made;
    }

    /** {@return the secret of that name, or empty where none was kept} */
    public Optional<String> find(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    /** Keeps a secret; replaces one of that name. */
    public void put(String name, String text) throws IOException {
        OwnerOnly.write(directory.resolve(name), text + "\n");
    }
}
