package io.waybill.gpu.inference;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.waybill.gpu.model.Embedding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line at a time, in the form of OpenAI's batch output, into a buffer that is used again. Not thread-safe.
 */
final class LineWriter {

    private static final int FIRST_BYTES = 16 * 1024;

    /** Longest text of a float, {@code -1.17549435E-38}, and a comma. */
    private static final int FLOAT_BYTES_MAX = 16;

    private final StringBuilder number = new StringBuilder(FLOAT_BYTES_MAX);
    private byte[] line = new byte[FIRST_BYTES];
    private int length;

    /** {@return the buffer; valid until the next line} */
    byte[] buffer() {
        return line;
    }

    /** {@return bytes of the line, without a newline} */
    int length() {
        return length;
    }

    /** Writes the line of an item that succeeded. */
    void result(String batchId, String model, ChunkItem item, List<Embedding> embeddings) {
        beginResult(batchId, item.index(), item.customId());
        ascii("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < embeddings.size(); i++) {
            ascii(i == 0 ? "{\"object\":\"embedding\",\"index\":" : ",{\"object\":\"embedding\",\"index\":");
            ascii(Integer.toString(i));
            ascii(",\"embedding\":");
            if (item.base64()) {
                base64(embeddings.get(i).vector());
            } else {
                floats(embeddings.get(i).vector());
            }
            ascii("}");
        }
        ascii("],\"model\":");
        quoted(model);
        ascii(",\"usage\":{\"prompt_tokens\":");
        ascii(Integer.toString(item.tokens()));
        ascii(",\"total_tokens\":");
        ascii(Integer.toString(item.tokens()));
        ascii("}}},\"error\":null}");
    }

    /** Writes the line of an item whose answer is {@code body}, JSON without line ends. */
    void answer(String batchId, int index, String customId, byte[] body) {
        beginResult(batchId, index, customId);
        raw(body);
        ascii("},\"error\":null}");
    }

    private void beginResult(String batchId, int index, String customId) {
        begin(batchId, index, customId);
        ascii(",\"response\":{\"status_code\":200,\"request_id\":\"");
        ascii(new ItemIds(batchId, index).request());
        ascii("\",\"body\":");
    }

    /** Writes the line of an item that failed; {@code line} in it counts from 1. */
    void error(String batchId, int index, String customId, String code, String message, @Nullable String param) {
        begin(batchId, index, customId);
        ascii(",\"response\":null,\"error\":{\"code\":");
        quoted(code);
        ascii(",\"message\":");
        quoted(message);
        ascii(",\"param\":");
        if (param == null) {
            ascii("null");
        } else {
            quoted(param);
        }
        ascii(",\"line\":");
        ascii(Integer.toString(index + 1));
        ascii("}}");
    }

    private void begin(String batchId, int index, String customId) {
        length = 0;
        ascii("{\"id\":\"");
        ascii(new ItemIds(batchId, index).line());
        ascii("\",\"custom_id\":");
        quoted(customId);
    }

    private void floats(float[] vector) {
        reserve(2 + vector.length * FLOAT_BYTES_MAX);
        line[length++] = '[';
        for (int d = 0; d < vector.length; d++) {
            if (d > 0) {
                line[length++] = ',';
            }
            // The shortest decimal that reads back as the same float; the builder makes no string of it.
            number.setLength(0);
            number.append(vector[d]);
            for (int i = 0; i < number.length(); i++) {
                line[length++] = (byte) number.charAt(i);
            }
        }
        line[length++] = ']';
    }

    private void base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        byte[] text = Base64.getEncoder().encode(bytes.array());
        ascii("\"");
        raw(text);
        ascii("\"");
    }

    private void quoted(String text) {
        ascii("\"");
        raw(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        ascii("\"");
    }

    private void ascii(String text) {
        raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, line, length, bytes.length);
        length += bytes.length;
    }

    private void reserve(int more) {
        if (line.length - length < more) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + more));
        }
    }
}
