package io.waybill.activities.batch;

/**
 * A line of a {@link LineBlock}.
 *
 * @param index its number - 1
 * @param offset of its first byte in the segment
 * @param length in bytes, line end included
 * @param from of its content in the block's buffer
 * @param to end of the content
 * @param tooLong whether it is over the limit; then it has no content
 */
record RawLine(int index, long offset, long length, int from, int to, boolean tooLong) {}
