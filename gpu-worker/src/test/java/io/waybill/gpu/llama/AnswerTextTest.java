package io.waybill.gpu.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

    @Test
    void tellsAtOnceWhatCannotBecomeAStop() {
        var text = new AnswerText(List.of("END"));

        assertThat(add(text, "a")).isEqualTo("a");
        assertThat(add(text, "bE")).isEqualTo("b");
        assertThat(add(text, "N")).isEmpty();
        assertThat(add(text, "x")).isEqualTo("ENx");
        assertThat(text.stopped()).isFalse();
    }

    @Test
    void endsAtTheFirstStopOfSeveral() {
        var text = new AnswerText(List.of("later", "soon"));

        assertThat(add(text, "it comes soon and later")).isEqualTo("it comes ");
        assertThat(text.stopped()).isTrue();
    }

    @Test
    void findsAStopThatComesInParts() {
        var text = new AnswerText(List.of("\n\n"));

        assertThat(add(text, "one\n")).isEqualTo("one");
        assertThat(add(text, "\ntwo")).isEmpty();
        assertThat(text.stopped()).isTrue();
    }

    @Test
    void tellsWhatWasHeldBackAtTheEnd() {
        var text = new AnswerText(List.of("END"));

        assertThat(add(text, "an EN")).isEqualTo("an ");
        assertThat(text.rest()).isEqualTo("EN");
    }

    @Test
    void waitsForWholeCharacters() {
        var text = new AnswerText(List.of());
        byte[] smile = "😀".getBytes(StandardCharsets.UTF_8);

        assertThat(text.add(new byte[] {smile[0], smile[1]})).isEmpty();
        assertThat(text.add(new byte[] {smile[2]})).isEmpty();
        assertThat(text.add(new byte[] {smile[3], 'x'})).isEqualTo("😀x");
    }

    @Test
    void leavesAnUnfinishedCharacterOut() {
        var text = new AnswerText(List.of());

        assertThat(text.add(new byte[] {'a', (byte) 0xF0, (byte) 0x9F})).isEqualTo("a");
        assertThat(text.rest()).isEmpty();
    }

    @Test
    void replacesBytesThatAreNoCharacter() {
        var text = new AnswerText(List.of());

        assertThat(text.add(new byte[] {'a', (byte) 0xFF, 'b'})).isEqualTo("a\uFFFDb");
    }

    private static String add(AnswerText text, String piece) {
        return text.add(piece.getBytes(StandardCharsets.UTF_8));
    }
}
