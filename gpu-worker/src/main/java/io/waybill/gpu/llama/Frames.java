package io.waybill.gpu.llama;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;

/** Records on a pipe: their length in four bytes, then JSON. */
final class Frames {

    /** A prompt of the longest context is far below. */
    private static final int BYTES_MAX = 1 << 26;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Frames() {}

    /** Writes without flushing. */
    static void write(DataOutputStream out, Object value) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(value);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * {@return the next record}
     *
     * @throws EOFException where the other side has closed the pipe
     */
    static <T> T read(DataInputStream in, Class<T> type) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > BYTES_MAX) {
            throw new IOException("a frame has " + length + " bytes, allowed are 0.." + BYTES_MAX);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the pipe ended within a frame");
        }
        return JSON.readValue(bytes, type);
    }
}
