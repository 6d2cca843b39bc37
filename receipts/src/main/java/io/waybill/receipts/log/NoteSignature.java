package io.waybill.receipts.log;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** One line of signature under a note: name, key id, and the bytes after the id. */
public final class NoteSignature {

    static final int TIME_BYTES = 8;
    private static final int ID_BYTES = 4;
    private static final int SIGNATURE_BYTES = 64;
    private static final String DASH = "— ";

    private final String name;
    private final int keyId;
    private final byte[] bytes;

    /** Makes one of its parts: 64 bytes for a note's own signature, 72 for a cosignature. */
    public NoteSignature(String name, int keyId, byte[] bytes) {
        this.name = NoteKey.requireName(name);
        this.keyId = keyId;
        this.bytes = bytes.clone();
        if (bytes.length == 0) {
            throw new LogDataMalformed("a signature without bytes");
        }
    }

    /** Returns the signature that a line tells; {@link LogDataMalformed} says what is wrong with it. */
    public static NoteSignature parse(String line) {
        var parts = line.split(" ", -1);
        if (!line.startsWith(DASH) || parts.length != 3) {
            throw new LogDataMalformed("a line of signature is an em dash, a name and base64, with one space between");
        }
        var bytes = Base64Text.decode(parts[2], "a signature");
        if (bytes.length <= ID_BYTES) {
            throw new LogDataMalformed("a signature has a key id of 4 bytes and more");
        }
        return new NoteSignature(
                parts[1], ByteBuffer.wrap(bytes).getInt(), Arrays.copyOfRange(bytes, ID_BYTES, bytes.length));
    }

    static byte[] timed(long seconds, byte[] signature) {
        return ByteBuffer.allocate(TIME_BYTES + signature.length)
                .putLong(seconds)
                .put(signature)
                .array();
    }

    /** {@return who signed, by their own word} */
    public String name() {
        return name;
    }

    /** {@return the id of the key} */
    public int keyId() {
        return keyId;
    }

    /** {@return a copy of the bytes after the key id} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return when a witness saw the note, where this has the length of a cosignature} */
    public Optional<Instant> time() {
        if (bytes.length != TIME_BYTES + SIGNATURE_BYTES) {
            return Optional.empty();
        }
        long seconds = ByteBuffer.wrap(bytes).getLong();
        return seconds < 0 || seconds > Instant.MAX.getEpochSecond()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds));
    }

    /** {@return whether name and id are those of this key; says nothing of the signature} */
    public boolean isOf(NoteKey key) {
        return keyId == key.id() && name.equals(key.name());
    }

    /** {@return the line, without its newline} */
    public String line() {
        var all = ByteBuffer.allocate(ID_BYTES + bytes.length)
                .putInt(keyId)
                .put(bytes)
                .array();
        return DASH + name + " " + Base64Text.encode(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteSignature signature
                && name.equals(signature.name)
                && keyId == signature.keyId
                && Arrays.equals(bytes, signature.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, keyId, Arrays.hashCode(bytes));
    }

    /** {@return the line} */
    @Override
    public String toString() {
        return line();
    }
}
