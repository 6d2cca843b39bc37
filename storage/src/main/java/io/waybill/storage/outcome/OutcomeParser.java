package io.waybill.storage.outcome;

import static io.waybill.storage.outcome.OutcomeFormat.HEADER_BYTES;
import static io.waybill.storage.outcome.OutcomeFormat.ITEM_BYTES;
import static io.waybill.storage.outcome.OutcomeFormat.TRAILER_BYTES;

import io.waybill.storage.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Reads a block as {@link OutcomeFormat} describes it, and refuses whatever differs from that in one byte. */
final class OutcomeParser {

    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final ByteBuffer block;

    OutcomeParser(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.block = ByteBuffer.wrap(bytes, offset, length);
    }

    static int lengthAtEnd(byte[] tail) throws OutcomeCorrupt {
        if (tail.length < HEADER_BYTES + TRAILER_BYTES) {
            throw new OutcomeCorrupt("outcome is cut off: " + tail.length + " bytes");
        }
        var trailer = ByteBuffer.wrap(tail, tail.length - 8, 8);
        var length = trailer.getInt();
        require(trailer.getInt() == OutcomeFormat.MAGIC_END, "does not end as an outcome does");
        require(
                length >= HEADER_BYTES + TRAILER_BYTES && length <= tail.length,
                "says that it has " + length + " bytes, there are " + tail.length);
        return length;
    }

    OutcomeBlock parse() throws OutcomeCorrupt {
        var header = header();
        var items = items(header.items(), header.codes(), header.resultBytes(), header.errorBytes());
        return new OutcomeBlock(
                header.resultBytes(), header.errorBytes(), header.resultSha256(), header.errorSha256(), items);
    }

    /** Whatever else could be wrong with an item would be the writer's: the block is as it was written. */
    OutcomeDigests digests() throws OutcomeCorrupt {
        var header = header();
        var items = block.slice(block.position(), header.items() * ITEM_BYTES);
        return new OutcomeDigests(header.resultBytes(), header.errorBytes(), items);
    }

    private Header header() throws OutcomeCorrupt {
        checkFrame();
        require(block.getInt() == OutcomeFormat.MAGIC_BEGIN, "does not begin as an outcome block does");
        var version = block.getShort();
        require(version == OutcomeFormat.VERSION, "has version " + version + ", known is " + OutcomeFormat.VERSION);
        var codeCount = Short.toUnsignedInt(block.getShort());
        var itemCount = block.getInt();
        require(codeCount <= OutcomeFormat.ERROR_CODES_MAX, "has " + codeCount + " error codes");
        require(itemCount >= 0 && itemCount <= OutcomeBlock.ITEMS_MAX, "has " + itemCount + " items");
        var resultBytes = block.getLong();
        var errorBytes = block.getLong();
        var resultSha256 = sha256();
        var errorSha256 = sha256();

        var codes = codes(codeCount);
        var expected = (long) itemCount * ITEM_BYTES + TRAILER_BYTES;
        require(
                block.remaining() == expected,
                "has " + block.remaining() + " bytes after the error codes, expected are " + expected);
        return new Header(itemCount, resultBytes, errorBytes, resultSha256, errorSha256, codes);
    }

    private void checkFrame() throws OutcomeCorrupt {
        require(length >= HEADER_BYTES + TRAILER_BYTES, "is cut off: " + length + " bytes");
        require(length <= OutcomeBlock.BYTES_MAX, "has " + length + " bytes, allowed are " + OutcomeBlock.BYTES_MAX);
        var trailer = ByteBuffer.wrap(bytes, offset + length - TRAILER_BYTES, TRAILER_BYTES);
        var digest = new byte[Sha256.BYTES];
        trailer.get(digest);
        var written = trailer.getInt();
        require(trailer.getInt() == OutcomeFormat.MAGIC_END, "does not end as an outcome does");
        require(written == length, "says that it has " + written + " bytes, there are " + length);
        require(
                Sha256.hex(bytes, offset, length - TRAILER_BYTES)
                        .equals(HexFormat.of().formatHex(digest)),
                "is damaged: its SHA-256 differs");
    }

    private List<String> codes(int count) throws OutcomeCorrupt {
        var codes = new ArrayList<String>(count);
        for (var i = 0; i < count; i++) {
            require(block.remaining() > TRAILER_BYTES, "ends within the error codes");
            var characters = new byte[Byte.toUnsignedInt(block.get())];
            require(block.remaining() >= TRAILER_BYTES + characters.length, "ends within the error codes");
            block.get(characters);
            var code = new String(characters, StandardCharsets.US_ASCII);
            require(OutcomeFormat.isErrorCode(code), "has an error code of " + characters.length + " bad characters");
            codes.add(code);
        }
        return codes;
    }

    private List<ItemOutcome> items(int count, List<String> codes, long resultBytes, long errorBytes)
            throws OutcomeCorrupt {
        var items = new ArrayList<ItemOutcome>(count);
        var results = 0L;
        var errors = 0L;
        var previous = -1;
        for (var i = 0; i < count; i++) {
            var item = item(codes);
            require(item.index() > previous, "has item " + item.index() + " after item " + previous);
            previous = item.index();
            var reached = item.succeeded() ? results : errors;
            require(
                    item.offset() == reached && item.length() > 0,
                    "has the line of item " + item.index() + " at " + item.offset() + ", expected is " + reached);
            if (item.succeeded()) {
                results += item.length();
            } else {
                errors += item.length();
            }
            items.add(item);
        }
        require(results == resultBytes, "has " + resultBytes + " bytes of results, its items have " + results);
        require(errors == errorBytes, "has " + errorBytes + " bytes of errors, its items have " + errors);
        return items;
    }

    private ItemOutcome item(List<String> codes) throws OutcomeCorrupt {
        var index = block.getInt();
        var code = Short.toUnsignedInt(block.getShort());
        var zero = block.getShort();
        require(code <= codes.size() && zero == 0, "has error code " + code + " of " + codes.size());
        var tokens = block.getInt();
        var micros = block.getInt();
        var lineBytes = block.getInt();
        var lineOffset = block.getLong();
        require(tokens >= 0 && micros >= 0, "has " + tokens + " tokens and " + micros + " micros");
        var errorCode = code == 0 ? "" : codes.get(code - 1);
        return new ItemOutcome(index, code == 0, errorCode, tokens, micros, sha256(), sha256(), lineOffset, lineBytes);
    }

    private String sha256() {
        var digest = new byte[Sha256.BYTES];
        block.get(digest);
        return HexFormat.of().formatHex(digest);
    }

    /** What stands before the items. */
    private record Header(
            int items,
            long resultBytes,
            long errorBytes,
            String resultSha256,
            String errorSha256,
            List<String> codes) {}

    private static void require(boolean holds, String otherwise) throws OutcomeCorrupt {
        if (!holds) {
            throw new OutcomeCorrupt("outcome block " + otherwise);
        }
    }
}
