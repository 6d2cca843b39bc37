package io.waybill.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFileTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void thereAreAThousandDifferentSentences() throws Exception {
        List<String> sentences = Sentences.all();

        assertThat(sentences).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void aLineIsBadInEachWayItPromises() throws Exception {
        DemoFile file = DemoFile.write(directory.resolve("demo.jsonl"), Sentences.all());

        List<String> lines = Files.readAllLines(file.path());

        assertThat(lines).hasSize(1_000);
        assertThat(lines.get(57)).doesNotEndWith("}");
        assertThat(lines.get(142)).contains("\"sentence-142\"");
        assertThat(lines.get(275)).doesNotContain(DemoFile.MODEL);
        assertThat(lines.get(390)).contains("\"input\":\"\"");
        assertThat(lines.get(503)).doesNotContain("/v1/embeddings");
        assertThat(lines.get(687)).contains("\"input\":42");
        assertThat(lines.get(870).length()).isGreaterThan(4_000);
        assertThat(DemoFile.badLines()).containsOnlyKeys(58, 143, 276, 391, 504, 688, 871);
    }

    @Test
    void anItemLeadsBackToItsText() throws Exception {
        DemoFile file = DemoFile.write(directory.resolve("demo.jsonl"), Sentences.all());

        assertThat(file.text("sentence-3")).isEqualTo(Sentences.all().get(2));
    }
}
