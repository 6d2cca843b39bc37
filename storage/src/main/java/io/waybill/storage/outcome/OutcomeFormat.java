package io.waybill.storage.outcome;

/**
 * The outcome block, version 1. All numbers are big-endian.
 *
 * <pre>
 * header       4  magic "WBOB"
 *              2  version
 *              2  number of error codes
 *              4  number of items
 *              8  length of the result lines
 *              8  length of the error lines
 *             32  SHA-256 of the result lines
 *             32  SHA-256 of the error lines
 * error codes  each: 1 length, then that many printable ASCII characters
 * items        each 92 bytes:
 *              4  index within the batch
 *              2  error code: 0 for a success, else 1 + its place among the error codes
 *              2  zero
 *              4  tokens
 *              4  micros
 *              4  length of the line, newline included
 *              8  offset of the line within the result lines or the error lines
 *             32  SHA-256 of the request's body
 *             32  SHA-256 of the line without the newline
 * trailer     32  SHA-256 of the block up to here
 *              4  length of the block, trailer included
 *              4  magic "WBOE"
 * </pre>
 *
 * <p>Items are in ascending order of index; the lines of each section lie in that order without a gap.
 */
final class OutcomeFormat {

    static final int MAGIC_BEGIN = 0x57424F42;
    static final int MAGIC_END = 0x57424F45;
    static final short VERSION = 1;

    static final int HEADER_BYTES = 4 + 2 + 2 + 4 + 8 + 8 + 32 + 32;
    static final int ITEM_BYTES = 4 + 2 + 2 + 4 + 4 + 4 + 8 + 32 + 32;
    static final int TRAILER_BYTES = 32 + 4 + 4;

    /** Longest error code, in ASCII characters. */
    static final int ERROR_CODE_CHARACTERS_MAX = 64;

    /** Error codes are from a list of ours; so many different ones in a chunk are a bug. */
    static final int ERROR_CODES_MAX = 256;

    private OutcomeFormat() {}

    static boolean isErrorCode(String code) {
        return !code.isEmpty()
                && code.length() <= ERROR_CODE_CHARACTERS_MAX
                && code.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
