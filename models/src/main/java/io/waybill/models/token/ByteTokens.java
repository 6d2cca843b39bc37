package io.waybill.models.token;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;

/**
 * As many tokens as any tokenizer of today can find, where the model's own is not there: one for each byte of UTF-8, in
 * the longer of the text's own form and the one that normalising tokenizers make (NFKD), and two that may stand around.
 * Immutable and thread-safe.
 */
final class ByteTokens implements Tokenizer {

    private static final int AROUND = 2;

    @Override
    public int count(String text) {
        int own = text.getBytes(StandardCharsets.UTF_8).length;
        // ASCII is its own normal form.
        if (own == text.length()) {
            return own + AROUND;
        }
        int normal = Normalizer.normalize(text, Normalizer.Form.NFKD).getBytes(StandardCharsets.UTF_8).length;
        return Math.max(own, normal) + AROUND;
    }

    @Override
    public int[] count(List<String> texts) {
        return texts.stream().mapToInt(this::count).toArray();
    }

    /** {@return as many ids, each 0: nobody reads them, the model's server has the text} */
    @Override
    public TokenIds encode(String text) {
        return new TokenIds(new long[count(text)]);
    }

    @Override
    public void close() {
        // Nothing to free.
    }
}
