package io.waybill.storage.outcome;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How each item of a chunk's run ended, and where its line lies.
 *
 * @param resultBytes length of the result lines, which begin at byte 0 of the object
 * @param errorBytes length of the error lines, which follow
 * @param resultSha256 of the result lines, lower-case hex
 * @param errorSha256 of the error lines, lower-case hex
 * @param items in ascending order of index; their lines lie in that order without a gap
 */
public record OutcomeBlock(
        long resultBytes, long errorBytes, String resultSha256, String errorSha256, List<ItemOutcome> items) {

    /** Most items of one block; a chunk has at most 512. */
    public static final int ITEMS_MAX = 4096;

    /** Longest block in bytes. */
    public static final int BYTES_MAX = OutcomeFormat.HEADER_BYTES
            + OutcomeFormat.ERROR_CODES_MAX * (1 + OutcomeFormat.ERROR_CODE_CHARACTERS_MAX)
            + ITEMS_MAX * OutcomeFormat.ITEM_BYTES
            + OutcomeFormat.TRAILER_BYTES;

    /** Copies the list. */
    public OutcomeBlock {
        requireNonNull(resultSha256, "resultSha256");
        requireNonNull(errorSha256, "errorSha256");
        items = List.copyOf(items);
    }

    /**
     * Reads a block.
     *
     * @param block exactly the bytes of the block: the last {@code outcomeBytes} of the object
     * @throws OutcomeCorrupt where a byte of it is missing, too many or not what was written
     */
    public static OutcomeBlock parse(byte[] block) throws OutcomeCorrupt {
        return parse(block, 0, block.length);
    }

    static OutcomeBlock parse(byte[] bytes, int offset, int length) throws OutcomeCorrupt {
        return new OutcomeParser(bytes, offset, length).parse();
    }

    /** {@return the length of the block that {@code tail} ends with, at most that of {@code tail}} */
    static int lengthAtEnd(byte[] tail) throws OutcomeCorrupt {
        return OutcomeParser.lengthAtEnd(tail);
    }

    /** {@return the number of items that succeeded} */
    public int succeeded() {
        return (int) items.stream().filter(ItemOutcome::succeeded).count();
    }

    /** {@return the number of items that failed} */
    public int failed() {
        return items.size() - succeeded();
    }

    /** {@return the tokens of the items that succeeded} */
    public long tokens() {
        return items.stream()
                .filter(ItemOutcome::succeeded)
                .mapToLong(ItemOutcome::tokens)
                .sum();
    }
}
