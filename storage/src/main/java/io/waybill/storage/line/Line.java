package io.waybill.storage.line;

import java.util.Arrays;

/**
 * One line as it lies in its object: a view of the reader's buffer, valid until the reader moves on.
 *
 * @param number from 1, counting every line of the input, blank ones too
 * @param offset of the line's first byte within the input
 * @param length bytes in the input, line end included
 * @param buffer holds the content
 * @param from first byte of the content in {@code buffer}, after a byte order mark
 * @param to end of the content in {@code buffer}, before CR and LF; equal to {@code from} where the line is blank or
 *     too long
 * @param tooLong whether the line is longer than the reader's limit; then its content is not given
 */
@SuppressWarnings("ArrayRecordComponent") // a view into the reader's buffer: copying each line would cost the hot path
public record Line(long number, long offset, long length, byte[] buffer, int from, int to, boolean tooLong) {

    /**
     * {@return whether there is nothing in it but what JSON calls white space; a line that is too long is not blank}
     */
    public boolean isBlank() {
        for (var i = from; i < to; i++) {
            var b = buffer[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    /** {@return a copy of the content} */
    public byte[] content() {
        return Arrays.copyOfRange(buffer, from, to);
    }
}
