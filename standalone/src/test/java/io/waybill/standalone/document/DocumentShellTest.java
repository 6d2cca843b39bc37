package io.waybill.standalone.document;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentShellTest {

    @TempDir
    private Path directory = Path.of("");

    private @Nullable DocumentShell shell; // null until opened

    @BeforeEach
    void open() throws IOException {
        shell = new DocumentShell(requireNonNull(Path.of("").toAbsolutePath().getParent()), directory, null);
    }

    @Test
    void findsBlocksWithTheirPlaceAndLanguage() {
        var blocks = DocumentBlock.parse(
                "a.md", List.of("text", "```sh", "date  # now", "id", "```", "```json", "{}", "```"));

        assertThat(blocks)
                .containsExactly(
                        new DocumentBlock("a.md", 2, "sh", "date  # now\nid\n"),
                        new DocumentBlock("a.md", 6, "json", "{}\n"));
        assertThat(blocks.getFirst().command()).isEqualTo("date");
        assertThat(blocks).map(DocumentBlock::isForReaders).containsExactly(true, false);
    }

    @Test
    void refusesABlockWithoutAnEnd() {
        assertThatIllegalStateException()
                .isThrownBy(() -> DocumentBlock.parse("a.md", List.of("```sh", "date")))
                .withMessageContaining("a.md:1");
    }

    @Test
    void remembersVariablesFromOneBlockToTheNextUntilToldToForget() throws Exception {
        shell().run(block("NAME='two words'"));

        DocumentShell.Answer known = shell().run(block("echo \"$NAME\""));
        shell().forget();
        DocumentShell.Answer unknown = shell().run(block("echo \"$NAME\""));

        assertThat(known).isEqualTo(new DocumentShell.Answer(0, "two words\n"));
        assertThat(unknown.exit()).isNotZero();
    }

    @Test
    void failsWithTheFirstCommandThatFails() throws Exception {
        assertThat(shell().run(block("false\necho on")).exit()).isEqualTo(1);
        assertThat(shell().run(block("X=$(false | cat)\necho on")).exit()).isEqualTo(1);
    }

    private DocumentShell shell() {
        return requireNonNull(shell, "shell");
    }

    private static DocumentBlock block(String text) {
        return new DocumentBlock("a.md", 1, "sh", text + "\n");
    }
}
