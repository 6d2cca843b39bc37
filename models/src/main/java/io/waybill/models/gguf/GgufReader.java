package io.waybill.models.gguf;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the metadata of a GGUF file, as the format's specification (ggml, docs/gguf.md) describes versions 2 and 3: all
 * numbers little-endian, texts and arrays behind their length. Every length has a bound, so that no file can take more
 * memory than a vocabulary needs.
 */
final class GgufReader {

    private static final int MAGIC = 0x46554747;

    private static final int KEYS_MAX = 10_000;

    /** The largest vocabularies have a quarter of a million tokens and twice as many merges. */
    private static final int ARRAY_MAX = 4_000_000;

    /** A chat template has some kilobytes. */
    private static final int TEXT_BYTES_MAX = 1 << 22;

    private static final long BYTES_MAX = 1L << 28;

    private final String file;
    private final InputStream in;
    private long bytesRead;

    GgufReader(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    GgufMetadata read() throws IOException {
        try {
            if (int32() != MAGIC) {
                throw new GgufRejected(file + " is not GGUF: it does not begin with GGUF");
            }
            int version = int32();
            if (version != 2 && version != 3) {
                throw new GgufRejected(file + " is GGUF of version " + version + ", allowed are 2 and 3");
            }
            int64(); // tensors: not read
            int count = length("keys", KEYS_MAX);
            Map<String, Object> values = HashMap.newHashMap(count);
            for (int i = 0; i < count; i++) {
                String key = text();
                if (values.put(key, value(key, int32())) != null) {
                    throw new GgufRejected(file + " has the key " + key + " twice");
                }
            }
            return new GgufMetadata(file, values);
        } catch (EOFException _) {
            throw new GgufRejected(file + " ends within its metadata, at byte " + bytesRead);
        }
    }

    private Object value(String key, int type) throws IOException {
        return switch (type) {
            case 6 -> (double) Float.intBitsToFloat(int32());
            case 7 -> bytes(1)[0] != 0;
            case 8 -> text();
            case 9 -> array(key);
            case 12 -> Double.longBitsToDouble(int64());
            default -> integer(key, type);
        };
    }

    private Object array(String key) throws IOException {
        int type = int32();
        int count = length(key, ARRAY_MAX);
        return switch (type) {
            case 6, 7, 12 -> {
                double[] numbers = new double[count];
                for (int i = 0; i < count; i++) {
                    numbers[i] = type == 6
                            ? Float.intBitsToFloat(int32())
                            : type == 7 ? bytes(1)[0] : Double.longBitsToDouble(int64());
                }
                yield numbers;
            }
            case 8 -> {
                String[] texts = new String[count];
                for (int i = 0; i < count; i++) {
                    texts[i] = text();
                }
                yield texts;
            }
            default -> {
                long[] numbers = new long[count];
                for (int i = 0; i < count; i++) {
                    numbers[i] = integer(key, type);
                }
                yield numbers;
            }
        };
    }

    private long integer(String key, int type) throws IOException {
        return switch (type) {
            case 0 -> bytes(1)[0] & 0xFF;
            case 1 -> bytes(1)[0];
            case 2 -> int16() & 0xFFFF;
            case 3 -> int16();
            case 4 -> int32() & 0xFFFF_FFFFL;
            case 5 -> int32();
            case 10, 11 -> int64();
            default -> throw new GgufRejected(file + ": " + key + " has the unknown type " + type);
        };
    }

    private String text() throws IOException {
        byte[] bytes = bytes(length("a text", TEXT_BYTES_MAX));
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new GgufRejected(file + " has a text that is not UTF-8 before byte " + bytesRead);
        }
    }

    private int length(String what, int max) throws IOException {
        long length = int64();
        if (length < 0 || length > max) {
            throw new GgufRejected(file + ": " + what + " has length " + Long.toUnsignedString(length) + " at byte "
                    + bytesRead + ", allowed is 0.." + max);
        }
        return (int) length;
    }

    private short int16() throws IOException {
        byte[] b = bytes(2);
        return (short) ((b[0] & 0xFF) | (b[1] << 8));
    }

    private int int32() throws IOException {
        byte[] b = bytes(4);
        return (b[0] & 0xFF) | ((b[1] & 0xFF) << 8) | ((b[2] & 0xFF) << 16) | (b[3] << 24);
    }

    private long int64() throws IOException {
        return (int32() & 0xFFFF_FFFFL) | ((long) int32() << 32);
    }

    private byte[] bytes(int count) throws IOException {
        bytesRead += count;
        if (bytesRead > BYTES_MAX) {
            throw new GgufRejected(file + " has more than " + BYTES_MAX + " bytes of metadata");
        }
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }
}
