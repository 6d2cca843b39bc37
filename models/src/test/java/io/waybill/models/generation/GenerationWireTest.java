package io.waybill.models.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationWireTest {

    @Test
    void readsWhatItWrites() throws IOException {
        List<GenerationEvent> events = List.of(
                new Piece(
                        1,
                        "a\n\"é\u2028",
                        List.of(new TokenLogprob(
                                "a", -0.25, List.of(new TokenLogprob("b", Double.NEGATIVE_INFINITY, List.of()))))),
                new Piece(0, "", List.of()),
                new ToolPiece(0, 2, "c1", "f", "{"),
                new ToolPiece(0, 2, null, null, "}"),
                new ChoiceEnd(1, "length"),
                new Done(3, 4, 5_000_000_000L),
                new Failed("engine_error", "broke", "prompt", true),
                new Failed("engine_error", "broke", null, false));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (GenerationEvent event : events) {
            out.write(GenerationWire.line(event));
            out.write('\n');
        }

        List<GenerationEvent> read = read(out.toByteArray());

        assertThat(read).isEqualTo(events);
    }

    @Test
    void refusesAStreamThatEndsWithinALine() {
        byte[] bytes = "{\"type\":\"end\"".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("within a line");
    }

    @Test
    void refusesALineThatIsNoEvent() {
        byte[] bytes = "{\"type\":\"cake\"}\n".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("no event");
    }

    @Test
    void refusesALineThatIsTooLong() {
        byte[] bytes = "x".repeat(GenerationWire.LINE_BYTES_MAX + 1).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class).hasMessageContaining("1048576");
    }

    private static List<GenerationEvent> read(byte[] bytes) throws IOException {
        List<GenerationEvent> events = new ArrayList<>();
        try (GenerationWire.Reader reader = new GenerationWire.Reader(new ByteArrayInputStream(bytes))) {
            GenerationEvent event = reader.next();
            while (event != null) {
                events.add(event);
                event = reader.next();
            }
        }
        return events;
    }
}
