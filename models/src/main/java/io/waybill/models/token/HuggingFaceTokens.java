package io.waybill.models.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer that a {@code tokenizer.json} describes. The file's own padding and truncation are switched off, so
 * that counts are true. DJL's wrapper also copies words, spans and masks of each token; only the ids are taken here.
 */
final class HuggingFaceTokens implements Tokenizer {

    private static final TokenizersLibrary LIBRARY;

    static {
        // Read by DJL when its classes load: without them it looks for a newer library and a cloud's metadata.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        LIBRARY = TokenizersLibrary.LIB;
    }

    private final HuggingFaceTokenizer tokenizer;
    private final long handle;

    private HuggingFaceTokens(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.handle = tokenizer.getHandle();
    }

    static HuggingFaceTokens open(Path tokenizerJson) {
        try {
            return new HuggingFaceTokens(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(tokenizerJson)
                    .optPadding(false)
                    .optTruncation(false)
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException("tokenizer " + tokenizerJson + " cannot be opened", e);
        }
    }

    static HuggingFaceTokens of(byte[] tokenizerJson) {
        try {
            return new HuggingFaceTokens(HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(tokenizerJson), Map.of("padding", "false", "truncation", "false")));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory does not fail", e);
        }
    }

    @Override
    public int count(String text) {
        return ids(LIBRARY.encode(handle, text, true)).length;
    }

    @Override
    public int[] count(List<String> texts) {
        long[] encodings = LIBRARY.batchEncode(handle, texts.toArray(String[]::new), true);
        int[] counts = new int[encodings.length];
        for (int i = 0; i < encodings.length; i++) {
            counts[i] = ids(encodings[i]).length;
        }
        return counts;
    }

    @Override
    public TokenIds encode(String text) {
        return new TokenIds(ids(LIBRARY.encode(handle, text, true)));
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static long[] ids(long encoding) {
        try {
            return LIBRARY.getTokenIds(encoding);
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }
}
