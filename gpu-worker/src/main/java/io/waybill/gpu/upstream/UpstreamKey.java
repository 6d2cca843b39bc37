package io.waybill.gpu.upstream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API key of a model's servers, read from its file at each use, so that a new key needs no restart. */
final class UpstreamKey {

    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamKey.class);

    /** Keys are a line; whatever is longer is the wrong file. */
    private static final int BYTES_MAX = 16 * 1024;

    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final @Nullable Path file; // null where the servers want no key
    private final AtomicBoolean told = new AtomicBoolean();

    UpstreamKey(@Nullable String file) {
        this.file = file == null ? null : Path.of(file);
    }

    /**
     * {@return the key; empty where none is wanted}
     *
     * @throws KeyUnusable where the file cannot be read, others can write it, or it holds no key
     */
    Optional<String> read() {
        Path path = file;
        if (path == null) {
            return Optional.empty();
        }
        try {
            checkMode(path);
            if (Files.size(path) > BYTES_MAX) {
                throw new KeyUnusable(path, "is longer than " + BYTES_MAX + " bytes");
            }
            String key = Files.readString(path).strip();
            if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw new KeyUnusable(path, "holds no key; allowed is one line of ASCII without spaces");
            }
            return Optional.of(key);
        } catch (IOException e) {
            throw new KeyUnusable(path, "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** {@return the file, for operators} */
    String file() {
        return String.valueOf(file);
    }

    // Who can write it decides whom we trust; containers often mount secrets readable for all.
    private void checkMode(Path path) throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> mode = view.readAttributes().permissions();
        if (mode.stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new KeyUnusable(path, "can be written by others than its owner; run chmod 600 on it");
        }
        if (mode.contains(PosixFilePermission.OTHERS_READ) && !told.getAndSet(true)) {
            LOGGER.atWarn().addKeyValue("file", path).log("key file can be read by every user; run chmod 600 on it");
        }
    }

    /** The key cannot be used; the message names the file and is for operators. */
    static final class KeyUnusable extends RuntimeException {

        private static final long serialVersionUID = 1;

        KeyUnusable(Path file, String what) {
            super("key file " + file + " " + what, null, false, false);
        }
    }
}
