package io.waybill.standalone.witness;

import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.Witness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** What a witness keeps: its key, readable by its owner alone, and the last checkpoint of each log. */
public final class WitnessFolder implements Witness.Seen {

    private static final HexFormat HEX = HexFormat.of();
    private static final String KEY = "key";

    private final Path folder;

    /** Makes the folder where there is none. */
    public WitnessFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** {@return its key, made at the first start} */
    public SigningKey key() throws IOException {
        Path file = folder.resolve(KEY);
        if (!Files.exists(file)) {
            write(KEY, HEX.formatHex(SigningKey.generate(new SecureRandom()).seed()) + "\n");
        }
        try {
            return SigningKey.of(HEX.parseHex(Files.readString(file).strip()));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " has no key of 64 hexadecimal digits", e);
        }
    }

    @Override
    public Optional<String> last(String origin) {
        Path file = folder.resolve(name(origin));
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remember(String origin, String note) {
        try {
            write(name(origin), note);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Written beside, forced to the disk, and moved: there is the old one or the new one, whatever happens. */
    private void write(String name, String text) throws IOException {
        Path beside = folder.resolve(name + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel file = FileChannel.open(beside, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(folder)) {
            entries.force(true);
        }
    }

    /** Names of logs have slashes. */
    private static String name(String origin) {
        return HEX.formatHex(origin.getBytes(StandardCharsets.UTF_8)) + ".checkpoint";
    }
}
