package io.waybill.models.token;

import java.util.List;

/** Words between white space, numbered; what the built-in test model counts. */
final class WordTokens implements Tokenizer {

    @Override
    public int count(String text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean space = Character.isWhitespace(text.charAt(i));
            if (!space && !inside) {
                words++;
            }
            inside = !space;
        }
        return words;
    }

    @Override
    public int[] count(List<String> texts) {
        return texts.stream().mapToInt(this::count).toArray();
    }

    @Override
    public TokenIds encode(String text) {
        long[] ids = new long[count(text)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
        }
        return new TokenIds(ids);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
