package io.waybill.storage.outcome;

import io.waybill.storage.hash.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the outcome of one run of a chunk, item by item in ascending order of index, and makes the object of it. One
 * use; not thread-safe.
 */
public final class OutcomeWriter {

    private static final byte[] NEWLINE = {'\n'};

    private final Section results = new Section();
    private final Section errors = new Section();
    private final List<ItemOutcome> items = new ArrayList<>();
    private final Map<String, Integer> codes = new LinkedHashMap<>();
    private int nextIndex;

    /**
     * Adds an item that succeeded.
     *
     * @param index greater than that of the item before
     * @param inputSha256 of the request's body, 64 lower-case hex characters
     * @param line without the newline; copied
     * @throws IllegalArgumentException where the order is broken, a value is out of range, the line has a newline, or
     *     the object would be longer than {@link OutcomeObject#BYTES_MAX}
     */
    public void succeeded(int index, int tokens, int micros, String inputSha256, byte[] line) {
        succeeded(index, tokens, micros, inputSha256, line, 0, line.length);
    }

    /** As {@link #succeeded(int, int, int, String, byte[])}; the line is {@code length} bytes from {@code offset}. */
    public void succeeded(int index, int tokens, int micros, String inputSha256, byte[] line, int offset, int length) {
        add(results, index, "", tokens, micros, inputSha256, line, offset, length);
    }

    /**
     * Adds an item that failed for its own sake.
     *
     * @param errorCode 1 to 64 printable ASCII characters
     * @see #succeeded(int, int, int, String, byte[])
     */
    public void failed(int index, String errorCode, int tokens, int micros, String inputSha256, byte[] line) {
        if (!OutcomeFormat.isErrorCode(errorCode)) {
            throw new IllegalArgumentException("error code of item " + index
                    + " must be 1 to " + OutcomeFormat.ERROR_CODE_CHARACTERS_MAX
                    + " printable ASCII characters: " + errorCode);
        }
        if (codes.size() == OutcomeFormat.ERROR_CODES_MAX && !codes.containsKey(errorCode)) {
            throw new IllegalArgumentException(
                    "a chunk has at most " + OutcomeFormat.ERROR_CODES_MAX + " different error codes");
        }
        add(errors, index, errorCode, tokens, micros, inputSha256, line, 0, line.length);
        codes.putIfAbsent(errorCode, codes.size() + 1);
    }

    /** {@return the number of items added} */
    public int size() {
        return items.size();
    }

    /** Makes the object. */
    public OutcomeObject finish() {
        var resultSha256 = results.sha256.hex();
        var errorSha256 = errors.sha256.hex();
        var outcomeBytes = blockBytes();
        var lineBytes = results.lines.size() + errors.lines.size();
        var content = new byte[lineBytes + outcomeBytes];
        var target = ByteBuffer.wrap(content);
        target.put(results.lines.toByteArray()).put(errors.lines.toByteArray());
        writeBlock(target, resultSha256, errorSha256);
        seal(content, outcomeBytes);
        var block = new OutcomeBlock(results.lines.size(), errors.lines.size(), resultSha256, errorSha256, items);
        return new OutcomeObject(content, outcomeBytes, Sha256.hex(content), block);
    }

    private void add(
            Section section,
            int index,
            String errorCode,
            int tokens,
            int micros,
            String inputSha256,
            byte[] line,
            int offset,
            int length) {
        if (index < nextIndex) {
            throw new IllegalArgumentException("item " + index + " must be " + nextIndex + " or more");
        }
        if (tokens < 0 || micros < 0) {
            throw new IllegalArgumentException(
                    "item " + index + " has " + tokens + " tokens and " + micros + " micros, least is 0");
        }
        if (inputSha256.length() != 2 * Sha256.BYTES || !inputSha256.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("item " + index + " has no SHA-256 of its input: " + inputSha256);
        }
        requireRoom(index, length);
        requireOneLine(index, line, offset, length);

        items.add(new ItemOutcome(
                index,
                errorCode.isEmpty(),
                errorCode,
                tokens,
                micros,
                inputSha256,
                Sha256.hex(line, offset, length),
                section.lines.size(),
                length + 1));
        section.add(line, offset, length);
        nextIndex = index + 1;
    }

    private void requireRoom(int index, int length) {
        if (items.size() == OutcomeBlock.ITEMS_MAX) {
            throw new IllegalArgumentException("a chunk has at most " + OutcomeBlock.ITEMS_MAX + " items");
        }
        var whole = (long) results.lines.size() + errors.lines.size() + length + 1 + OutcomeBlock.BYTES_MAX;
        if (whole > OutcomeObject.BYTES_MAX) {
            throw new IllegalArgumentException("with the " + length + " bytes of item " + index
                    + " the outcome is over " + OutcomeObject.BYTES_MAX + " bytes");
        }
    }

    private static void requireOneLine(int index, byte[] line, int offset, int length) {
        for (var i = offset; i < offset + length; i++) {
            if (line[i] == '\n') {
                throw new IllegalArgumentException(
                        "the line of item " + index + " has a newline at byte " + (i - offset));
            }
        }
    }

    private int blockBytes() {
        var codeBytes =
                codes.keySet().stream().mapToInt(code -> 1 + code.length()).sum();
        return OutcomeFormat.HEADER_BYTES
                + codeBytes
                + items.size() * OutcomeFormat.ITEM_BYTES
                + OutcomeFormat.TRAILER_BYTES;
    }

    private void writeBlock(ByteBuffer target, String resultSha256, String errorSha256) {
        target.putInt(OutcomeFormat.MAGIC_BEGIN)
                .putShort(OutcomeFormat.VERSION)
                .putShort((short) codes.size())
                .putInt(items.size())
                .putLong(results.lines.size())
                .putLong(errors.lines.size())
                .put(HexFormat.of().parseHex(resultSha256))
                .put(HexFormat.of().parseHex(errorSha256));
        for (var code : codes.keySet()) {
            target.put((byte) code.length()).put(code.getBytes(StandardCharsets.US_ASCII));
        }
        for (var item : items) {
            writeItem(target, item);
        }
    }

    private static void seal(byte[] content, int outcomeBytes) {
        var sha256 = new Sha256();
        sha256.update(content, content.length - outcomeBytes, outcomeBytes - OutcomeFormat.TRAILER_BYTES);
        ByteBuffer.wrap(content, content.length - OutcomeFormat.TRAILER_BYTES, OutcomeFormat.TRAILER_BYTES)
                .put(sha256.digest())
                .putInt(outcomeBytes)
                .putInt(OutcomeFormat.MAGIC_END);
    }

    private void writeItem(ByteBuffer target, ItemOutcome item) {
        int code = item.succeeded() ? 0 : codes.getOrDefault(item.errorCode(), 0);
        target.putInt(item.index())
                .putShort((short) code)
                .putShort((short) 0)
                .putInt(item.tokens())
                .putInt(item.micros())
                .putInt(item.length())
                .putLong(item.offset())
                .put(HexFormat.of().parseHex(item.inputSha256()))
                .put(HexFormat.of().parseHex(item.outputSha256()));
    }

    /** The result lines, or the error lines. */
    private static final class Section {

        private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        private final Sha256 sha256 = new Sha256();

        private void add(byte[] line, int offset, int length) {
            lines.write(line, offset, length);
            lines.write('\n');
            sha256.update(line, offset, length);
            sha256.update(NEWLINE, 0, 1);
        }
    }
}
