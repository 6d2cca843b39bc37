package io.waybill.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Made-up sentences of about 16 tokens, the same for the same seed. */
final class Sentences {

    private static final String[] WORDS = """
            time river house engine small green water letter morning city paper stone quiet window garden road music
            number winter teacher market yellow forest table machine island bread silver captain bridge cloud doctor
            answer simple harbour evening mountain coffee story distant signal copper valley early picture train
            question summer village heavy lantern open field clever kitchen ocean narrow ticket gentle rain castle
            """.strip().split("\\s+");
    private static final int WORDS_MIN = 10;
    private static final int WORDS_SPREAD = 9;

    private Sentences() {}

    /** {@return {@code count} sentences of 10 to 18 words} */
    static List<String> of(int count, long seed) {
        var random = new Random(seed);
        List<String> sentences = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            var sentence = new StringBuilder();
            int words = WORDS_MIN + random.nextInt(WORDS_SPREAD);
            for (int word = 0; word < words; word++) {
                sentence.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
            }
            sentences.add(sentence.append('.').toString());
        }
        return sentences;
    }
}
