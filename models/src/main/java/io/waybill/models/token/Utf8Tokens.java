package io.waybill.models.token;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A token for each byte: never fewer than a byte-level vocabulary makes of the same text. */
final class Utf8Tokens implements Tokenizer {

    @Override
    public int count(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public int[] count(List<String> texts) {
        return texts.stream().mapToInt(this::count).toArray();
    }

    @Override
    public TokenIds encode(String text) {
        throw new UnsupportedOperationException("this model's vocabulary is only known to its engine");
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
