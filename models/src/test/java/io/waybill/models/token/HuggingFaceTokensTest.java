package io.waybill.models.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.models.catalog.CatalogSettings;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelInstaller;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HuggingFaceTokensTest {

    private static Tokenizer tokenizer;

    @BeforeAll
    @Timeout(900)
    static void install() {
        InstalledModel model = ModelCatalog.load(CatalogSettings.defaults())
                .find("all-minilm-l6-v2")
                .orElseThrow();
        new ModelInstaller(_ -> {}).install(model);
        tokenizer = Tokenizer.open(model);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void countsSpecialTokensAndNoPadding() {
        int count = tokenizer.count("A cat sits on the mat.");

        assertThat(count).isEqualTo(9);
    }

    @Test
    void countsATextOverTheContextInFull() {
        int count = tokenizer.count("word ".repeat(5_000));

        assertThat(count).isEqualTo(5_002);
    }

    @Test
    void countsManyAsItCountsEach() {
        List<String> texts = List.of("one", "two words", "three more words", "日本語のテキスト", "emoji 😀 here", " ", "ÀÉ");

        int[] counts = tokenizer.count(texts);

        assertThat(counts)
                .containsExactly(texts.stream().mapToInt(tokenizer::count).toArray());
    }

    @Test
    void givesTheIdsOfTheVocabulary() {
        TokenIds ids = tokenizer.encode("hello world");
        long[] copy = new long[6];

        ids.copyTo(copy, 1);

        // [CLS] hello world [SEP] in the vocabulary of BERT, uncased
        assertThat(copy).containsExactly(0, 101, 7592, 2088, 102, 0);
    }

    @Test
    void countsTheSameFromManyThreads() throws Exception {
        List<String> texts = IntStream.range(0, 200)
                .mapToObj(i -> "text number " + i + " and some more".repeat(i % 7))
                .toList();
        int[] expected = texts.stream().mapToInt(tokenizer::count).toArray();

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<int[]> run =
                    () -> texts.stream().mapToInt(tokenizer::count).toArray();

            List<Future<int[]>> runs = threads.invokeAll(Collections.nCopies(8, run));

            for (Future<int[]> counted : runs) {
                assertThat(counted.get()).containsExactly(expected);
            }
        }
    }
}
