package io.waybill.workflows.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BatchStateTest {

    private static final Pattern ARROW = Pattern.compile("^ {2}([a-z_]+) --> ([a-z_]+)$", Pattern.MULTILINE);

    @Test
    void movesAreThoseOfThePicture() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "architecture.md"));
        String picture = page.substring(page.indexOf("stateDiagram-v2"));
        List<String> drawn = ARROW.matcher(picture.substring(0, picture.indexOf("```")))
                .results()
                .map(arrow -> arrow.group(1) + " --> " + arrow.group(2))
                .toList();

        List<String> allowed = new ArrayList<>();
        for (BatchState from : BatchState.values()) {
            for (BatchState to : BatchState.values()) {
                if (from.canMoveTo(to)) {
                    allowed.add(from + " --> " + to);
                }
            }
        }

        assertThat(drawn).containsExactlyInAnyOrderElementsOf(allowed);
    }

    @Test
    void nothingFollowsATerminalState() {
        for (BatchState from : BatchState.values()) {
            for (BatchState to : BatchState.values()) {
                assertThat(from.isTerminal() && from.canMoveTo(to)).isFalse();
            }
        }
    }
}
