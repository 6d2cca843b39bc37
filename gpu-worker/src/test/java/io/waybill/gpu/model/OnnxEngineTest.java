package io.waybill.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.token.Tokenizer;
import io.waybill.workflows.batch.Lane;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OnnxEngineTest {

    private static final String[] WORDS = {"boat", "cargo", "harbour", "paper", "river", "and", "the", "of", "carries"};

    private static Tokenizer tokenizer;
    private static OnnxEngine engine;

    @BeforeAll
    @Timeout(900)
    static void load() {
        InstalledModel model = MiniLm.installed();
        tokenizer = Tokenizer.open(model);
        engine = OnnxEngine.open(model, InferenceDevice.cpu);
    }

    @AfterAll
    static void close() {
        engine.close();
        tokenizer.close();
    }

    @Test
    void agreesWithAnotherRuntime() throws Exception {
        for (JsonNode row : reference()) {
            Work work = work(row.get("text").asText());

            engine.run(List.of(work));

            Embedding embedding = work.answer().get();
            assertThat(embedding.tokens())
                    .as(row.get("text").asText())
                    .isEqualTo(row.get("tokens").asInt());
            assertThat(cosine(embedding.vector(), row.get("vector")))
                    .as(row.get("text").asText())
                    .isGreaterThanOrEqualTo(0.9999);
        }
    }

    @Test
    void givesTheSameBitsWhateverTheBatch() throws Exception {
        long seed = 20261122;
        Random random = new Random(seed);
        for (int tokens : List.of(1, 3, 7, 14, 15, 33, 62)) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                texts.add(sentence(random, tokens));
            }
            List<Work> alone = texts.stream().map(OnnxEngineTest::work).toList();
            List<Work> together =
                    new ArrayList<>(texts.stream().map(OnnxEngineTest::work).toList());
            Collections.shuffle(together, random);

            alone.forEach(work -> engine.run(List.of(work)));
            engine.run(together.subList(0, 5));
            engine.run(together.subList(5, 8));

            for (Work work : together) {
                Work same = alone.get(texts.indexOf(work.text()));
                assertThat(work.answer().get().vector())
                        .as("seed %d, %d words", seed, tokens)
                        .isEqualTo(same.answer().get().vector());
            }
        }
    }

    @Test
    void makesVectorsOfLengthOne() throws Exception {
        Work work = work("How long is a vector?");

        engine.run(List.of(work));

        double sum = 0;
        for (float v : work.answer().get().vector()) {
            sum += (double) v * v;
        }
        assertThat(sum).isBetween(0.999999, 1.000001);
    }

    static Work work(String text) {
        return new Work(text, tokenizer.encode(text), Lane.low, new Origin("batch", 0, 1));
    }

    private static String sentence(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        // The last word makes texts of equal length distinct.
        return text.append((char) ('a' + random.nextInt(26))).toString();
    }

    private static JsonNode reference() throws Exception {
        try (InputStream in = OnnxEngineTest.class.getResourceAsStream("reference-vectors.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static double cosine(float[] vector, JsonNode expected) {
        assertThat(expected.size()).isEqualTo(vector.length);
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int d = 0; d < vector.length; d++) {
            double e = expected.get(d).asDouble();
            dot += vector[d] * e;
            left += (double) vector[d] * vector[d];
            right += e * e;
        }
        return dot / Math.sqrt(left * right);
    }
}
