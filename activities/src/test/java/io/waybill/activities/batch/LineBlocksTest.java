package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.storage.line.LineReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineBlocksTest {

    @Test
    void cutsBlocksOfTenThousandLines() throws IOException {
        LineBlocks blocks = blocks("x\n".repeat(25_000), 1_000_000);

        List<Integer> sizes = new ArrayList<>();
        while (!blocks.isEnded()) {
            sizes.add(blocks.next().size());
        }

        assertThat(sizes).containsExactly(10_000, 10_000, 5_000);
    }

    @Test
    void countsBlankLinesInTheMiddleOverTheEndsOfBlocks() throws IOException {
        LineBlocks blocks = blocks("a\n" + "\n".repeat(15_000) + "b\n" + "\n".repeat(50), 1_000_000);

        LineBlock first = blocks.next();
        RawLine last = first.line(9_999);
        int firstSize = first.size();
        LineBlock second = blocks.next();

        assertThat(firstSize).isEqualTo(10_000);
        assertThat(last.offset() + last.length()).isEqualTo(second.line(0).offset());
        assertThat(second.size()).isEqualTo(5_002);
        assertThat(second.line(5_001).index()).isEqualTo(15_001);
        assertThat(blocks.isEnded()).isTrue();
    }

    @Test
    void stopsAtTheFirstLineThatIsTooMany() throws IOException {
        LineBlocks blocks = blocks("a\nb\nc\nd\n", 3);

        LineBlock block = blocks.next();

        assertThat(block.size()).isEqualTo(3);
        assertThat(blocks.isTooMany()).isTrue();
    }

    @Test
    void forgivesBlankLinesAfterTheLastLineAllowed() throws IOException {
        LineBlocks blocks = blocks("a\nb\nc\n\n\n", 3);

        LineBlock block = blocks.next();

        assertThat(block.size()).isEqualTo(3);
        assertThat(blocks.isTooMany()).isFalse();
    }

    @Test
    void refusesALineAfterBlankOnesThatAreTooMany() throws IOException {
        LineBlocks blocks = blocks("a\nb\nc\n\n\nd\n", 3);

        blocks.next();

        assertThat(blocks.isTooMany()).isTrue();
    }

    private static LineBlocks blocks(String text, int linesMax) {
        return new LineBlocks(LineReader.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))), linesMax);
    }
}
