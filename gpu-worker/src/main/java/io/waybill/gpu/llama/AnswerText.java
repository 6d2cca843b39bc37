package io.waybill.gpu.llama;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes text of the bytes of tokens: whole characters only, and nothing of a text that ends the answer, nor of what may
 * become one.
 */
final class AnswerText {

    /** A token of a byte-level vocabulary has at most some hundred bytes; an unfinished character has three. */
    private static final int SPARE_BYTES = 8;

    private final List<String> stops;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder held = new StringBuilder();
    private byte[] unfinished = new byte[0];
    private boolean stopped;

    AnswerText(List<String> stops) {
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** {@return what can be told now; may be empty} */
    String add(byte[] bytes) {
        held.append(decode(bytes));
        int end = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (end < 0 || at < end)) {
                end = at;
            }
        }
        if (end >= 0) {
            stopped = true;
            held.setLength(end);
            return rest();
        }
        return take(held.length() - possibleStop());
    }

    /** {@return whether one of the texts has come} */
    boolean stopped() {
        return stopped;
    }

    /** {@return what was held back, at the end of an answer; bytes of an unfinished character are left out} */
    String rest() {
        return take(held.length());
    }

    private String decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.allocate(unfinished.length + bytes.length)
                .put(unfinished)
                .put(bytes)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + SPARE_BYTES);
        decoder.decode(in, out, false);
        unfinished = new byte[in.remaining()];
        in.get(unfinished);
        return out.flip().toString();
    }

    /** {@return length of the longest end of what is held that begins one of the texts} */
    private int possibleStop() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (held.indexOf(stop.substring(0, length), held.length() - length) >= 0) {
                    longest = length;
                }
            }
        }
        // A character of two halves is told whole.
        int from = held.length() - longest;
        return from > 0 && from < held.length() && Character.isLowSurrogate(held.charAt(from)) ? longest + 1 : longest;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }
}
