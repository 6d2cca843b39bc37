package io.waybill.storage.line;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void givesEachLineWithNumberAndPlace() throws Exception {
        var lines = read("one\ntwo\r\n\nfour");

        assertThat(lines)
                .containsExactly(
                        new Seen(1, 0, 4, "one", false),
                        new Seen(2, 4, 5, "two", false),
                        new Seen(3, 9, 1, "", false),
                        new Seen(4, 10, 4, "four", false));
    }

    @Test
    void givesNoLineOfAnEmptyInput() throws Exception {
        assertThat(read("")).isEmpty();
    }

    @Test
    void givesNoLineAfterTheLastNewline() throws Exception {
        assertThat(read("a\n")).containsExactly(new Seen(1, 0, 2, "a", false));
    }

    @Test
    void skipsAByteOrderMarkAtTheBeginningAlone() throws Exception {
        var lines = read("\uFEFFa\n\uFEFFb\n");

        assertThat(lines).containsExactly(new Seen(1, 0, 5, "a", false), new Seen(2, 5, 5, "\uFEFFb", false));
    }

    @Test
    void takesAnInputOfAByteOrderMarkForABlankLine() throws Exception {
        assertThat(read("\uFEFF")).containsExactly(new Seen(1, 0, 3, "", false));
    }

    @Test
    void keepsACarriageReturnWithinALine() throws Exception {
        var lines = read("a\rb\r\r\nc\r");

        assertThat(lines).containsExactly(new Seen(1, 0, 6, "a\rb\r", false), new Seen(2, 6, 2, "c", false));
    }

    @Test
    void passesOverALineOverTheLimitAndGoesOn() throws Exception {
        var reader = LineReader.with(stream("12345\n123456\r\n1234567890123456789\n5"), 0, 1, 5, 4);

        var lines = all(reader);

        assertThat(lines)
                .containsExactly(
                        new Seen(1, 0, 6, "12345", false),
                        new Seen(2, 6, 8, "", true),
                        new Seen(3, 14, 20, "", true),
                        new Seen(4, 34, 1, "5", false));
    }

    @Test
    void takesALineOfAMebibyteAndNoByteMore() throws Exception {
        var longest = "x".repeat(LineReader.LINE_BYTES_MAX);

        var lines = read(longest + "\r\n" + longest + "y\n" + "z");

        assertThat(lines).extracting(Seen::tooLong).containsExactly(false, true, false);
        assertThat(lines.getFirst().content()).hasSize(1_048_576);
    }

    @Test
    void goesOnInTheMiddle() throws Exception {
        var whole = "first\nsecond\nthird\n";
        var second = LineReader.of(stream(whole));
        second.next();
        var line = requireNonNull(second.next());
        var resumeAt = (int) (line.offset() + line.length());

        var lines = all(LineReader.at(stream(whole.substring(resumeAt)), resumeAt, line.number() + 1));

        assertThat(lines).containsExactly(new Seen(3, 13, 6, "third", false));
    }

    @Test
    void skipsNoByteOrderMarkInTheMiddle() throws Exception {
        var lines = all(LineReader.at(stream("\uFEFFa"), 10, 3));

        assertThat(lines).containsExactly(new Seen(3, 10, 4, "\uFEFFa", false));
    }

    @Test
    void holdsNoMoreThanALineAndABlockOfAnEndlessLine() throws Exception {
        var gibibyte = new Endless(1L << 30);

        var line = requireNonNull(LineReader.of(gibibyte).next());

        assertThat(line.tooLong()).isTrue();
        assertThat(line.length()).isEqualTo(1L << 30);
        assertThat(line.buffer().length).isLessThanOrEqualTo(LineReader.LINE_BYTES_MAX + 4 + 64 * 1024);
    }

    @Test
    void goesOnWhereTheInputFailedAndIsThereAgain() throws Exception {
        var reader = LineReader.of(new Flaky(stream("one\ntwo\n")));

        assertThatThrownBy(reader::next).isInstanceOf(IOException.class);

        assertThat(all(reader)).extracting(Seen::content).containsExactly("one", "two");
    }

    @Test
    void refusesANegativePlace() {
        assertThatThrownBy(() -> LineReader.at(stream(""), -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LineReader.at(stream(""), 0, 0)).hasMessageContaining("line is 0");
    }

    @Test
    void saysWhetherALineIsBlank() {
        assertThat(line("").isBlank()).isTrue();
        assertThat(line(" \t\r").isBlank()).isTrue();
        assertThat(line(" x ").isBlank()).isFalse();
        assertThat(new Line(1, 0, 9, new byte[9], 0, 0, true).isBlank()).isFalse();
    }

    static List<Seen> all(LineReader reader) throws IOException {
        var lines = new ArrayList<Seen>();
        for (var line = reader.next(); line != null; line = reader.next()) {
            var content = new String(line.content(), StandardCharsets.UTF_8);
            lines.add(new Seen(line.number(), line.offset(), line.length(), content, line.tooLong()));
        }
        return lines;
    }

    private static List<Seen> read(String input) throws IOException {
        return all(LineReader.of(stream(input)));
    }

    private static Line line(String content) {
        var bytes = content.getBytes(StandardCharsets.UTF_8);
        return new Line(1, 0, bytes.length, bytes, 0, bytes.length, false);
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }

    record Seen(long number, long offset, long length, String content, boolean tooLong) {}

    /** Zeros without a newline. */
    private static final class Endless extends InputStream {

        private long left;

        private Endless(long bytes) {
            left = bytes;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("reads blocks");
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            var read = (int) Math.min(left, length);
            left -= read;
            return read == 0 ? -1 : read;
        }
    }

    /** Fails the first time. */
    private static final class Flaky extends FilterInputStream {

        private boolean failed;

        private Flaky(InputStream input) {
            super(input);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!failed) {
                failed = true;
                throw new IOException("away for a moment");
            }
            return super.read(target, offset, length);
        }
    }
}
