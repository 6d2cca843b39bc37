package io.waybill.storage.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.storage.line.LineReaderTest.Seen;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the reader with a splitter that holds everything, on random input, limits and block sizes. */
class LineReaderFuzzTest {

    private static final int ROUNDS = 20_000;

    /** Mostly what lines are cut and marked by. */
    private static final byte[] ALPHABET = {
        '\n', '\n', '\r', '\r', 'a', 'b', ' ', 0, (byte) 0xEF, (byte) 0xBB, (byte) 0xBF, (byte) 0xFF, 'c', 'd', 'e'
    };

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    @Test
    void agreesWithTheNaiveSplitter() throws Exception {
        var seed = new Random().nextLong();
        for (var round = 0; round < ROUNDS; round++) {
            var random = new Random(seed + round);
            var input = input(random);
            var limit = 1 + random.nextInt(40);
            var block = 1 + random.nextInt(30);
            var expected = split(input, 0, 1, limit);

            var lines = LineReaderTest.all(LineReader.with(new Crumbs(input, random), 0, 1, limit, block));

            assertThat(lines)
                    .describedAs("seed %d, limit %d, block %d, input %s", seed + round, limit, block, hex(input))
                    .isEqualTo(expected);
        }
    }

    @Test
    void goesOnAfterAnyLineAsIfItHadNotStopped() throws Exception {
        var seed = new Random().nextLong();
        for (var round = 0; round < ROUNDS / 10; round++) {
            var random = new Random(seed + round);
            var input = input(random);
            var limit = 1 + random.nextInt(40);
            var expected = split(input, 0, 1, limit);
            for (var stop = 0; stop < expected.size(); stop++) {
                var last = expected.get(stop);
                var offset = (int) (last.offset() + last.length());
                var rest = new Crumbs(Arrays.copyOfRange(input, offset, input.length), random);

                var lines = LineReaderTest.all(LineReader.with(rest, offset, last.number() + 1, limit, 7));

                assertThat(lines)
                        .describedAs("seed %d, after line %d, input %s", seed + round, last.number(), hex(input))
                        .isEqualTo(expected.subList(stop + 1, expected.size()));
            }
        }
    }

    private static byte[] input(Random random) {
        var input = new byte[random.nextInt(200)];
        var dense = random.nextInt(ALPHABET.length) + 1;
        for (var i = 0; i < input.length; i++) {
            // Newlines come first in the alphabet: seldom ones make lines over the limit.
            input[i] = random.nextInt(4) == 0
                    ? ALPHABET[random.nextInt(dense)]
                    : ALPHABET[ALPHABET.length - 1 - random.nextInt(ALPHABET.length - 2)];
        }
        if (random.nextInt(3) == 0) {
            System.arraycopy(MARK, 0, input, 0, Math.min(MARK.length, input.length));
        }
        return input;
    }

    private static List<Seen> split(byte[] input, int offset, long firstNumber, int limit) {
        var lines = new ArrayList<Seen>();
        var begin = offset;
        while (begin < input.length) {
            var feed = begin;
            while (feed < input.length && input[feed] != '\n') {
                feed++;
            }
            var end = Math.min(feed + 1, input.length);
            var marked = begin == 0 && feed >= 3 && Arrays.equals(input, 0, 3, MARK, 0, 3);
            var content = Arrays.copyOfRange(input, marked ? 3 : begin, feed);
            if (content.length > 0 && content[content.length - 1] == '\r') {
                content = Arrays.copyOf(content, content.length - 1);
            }
            var tooLong = content.length > limit;
            var text = tooLong ? "" : new String(content, StandardCharsets.UTF_8);
            lines.add(new Seen(firstNumber + lines.size(), begin, end - begin, text, tooLong));
            begin = end;
        }
        return lines;
    }

    private static String hex(byte[] input) {
        return HexFormat.of().formatHex(input);
    }

    /** Gives a random part of what is asked for. */
    private static final class Crumbs extends FilterInputStream {

        private final Random random;

        private Crumbs(byte[] input, Random random) {
            super(new ByteArrayInputStream(input));
            this.random = random;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, 1 + random.nextInt(length));
        }
    }
}
