package io.waybill.models.token;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.waybill.models.gguf.GgufMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the {@code tokenizer.json} of a GGUF file's vocabulary: byte-level BPE, whose way of cutting texts into words
 * the file names by {@code tokenizer.ggml.pre}. Names and expressions are those of llama.cpp (src/llama-vocab.cpp).
 */
final class GgufTokenizers {

    /** Single digits first, then words as GPT-2 has them. */
    private static final String DIGITS = "";

    private static final String LLAMA_3 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final String QWEN_2 = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final Map<String, String> WORDS = Map.of(
            "smollm", DIGITS,
            "starcoder", DIGITS,
            "refact", DIGITS,
            "command-r", DIGITS,
            "codeshell", DIGITS,
            "llama-bpe", LLAMA_3,
            "llama3", LLAMA_3,
            "llama-v3", LLAMA_3,
            "qwen2", QWEN_2,
            "deepseek-r1-qwen", QWEN_2);

    /** Tokens of these types are found in a text before words are cut: control, and defined by the user. */
    private static final List<Long> ADDED = List.of(3L, 4L);

    private GgufTokenizers() {}

    /** {@return the description; empty where this kind of vocabulary is not known here} */
    static Optional<byte[]> describe(GgufMetadata file) {
        String words = WORDS.get(file.text("tokenizer.ggml.pre").orElse(""));
        boolean bytePairs = file.text("tokenizer.ggml.model").orElse("").equals("gpt2");
        if (words == null || !bytePairs || file.flag("tokenizer.ggml.add_space_prefix", false)) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            addedTokens(json, file);
            preTokenizer(json, words);
            json.writeObjectFieldStart("decoder");
            byteLevel(json, true);
            json.writeEndObject();
            model(json, file, words.equals(LLAMA_3));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return Optional.of(out.toByteArray());
    }

    private static void addedTokens(JsonGenerator json, GgufMetadata file) throws IOException {
        List<String> tokens = file.texts("tokenizer.ggml.tokens");
        List<Long> types = file.integers("tokenizer.ggml.token_type");
        json.writeArrayFieldStart("added_tokens");
        for (int id = 0; id < Math.min(tokens.size(), types.size()); id++) {
            if (ADDED.contains(types.get(id))) {
                json.writeStartObject();
                json.writeNumberField("id", id);
                json.writeStringField("content", tokens.get(id));
                json.writeBooleanField("single_word", false);
                json.writeBooleanField("lstrip", false);
                json.writeBooleanField("rstrip", false);
                json.writeBooleanField("normalized", false);
                json.writeBooleanField("special", true);
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    private static void preTokenizer(JsonGenerator json, String words) throws IOException {
        json.writeObjectFieldStart("pre_tokenizer");
        json.writeStringField("type", "Sequence");
        json.writeArrayFieldStart("pretokenizers");
        json.writeStartObject();
        if (words.equals(DIGITS)) {
            json.writeStringField("type", "Digits");
            json.writeBooleanField("individual_digits", true);
        } else {
            json.writeStringField("type", "Split");
            json.writeObjectFieldStart("pattern");
            json.writeStringField("Regex", words);
            json.writeEndObject();
            json.writeStringField("behavior", "Isolated");
            json.writeBooleanField("invert", false);
        }
        json.writeEndObject();
        json.writeStartObject();
        byteLevel(json, words.equals(DIGITS));
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void byteLevel(JsonGenerator json, boolean cutsWords) throws IOException {
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", true);
        json.writeBooleanField("use_regex", cutsWords);
    }

    private static void model(JsonGenerator json, GgufMetadata file, boolean wholeWordsFirst) throws IOException {
        json.writeObjectFieldStart("model");
        json.writeStringField("type", "BPE");
        json.writeBooleanField("fuse_unk", false);
        json.writeBooleanField("byte_fallback", false);
        json.writeBooleanField("ignore_merges", wholeWordsFirst);
        json.writeObjectFieldStart("vocab");
        List<String> tokens = file.texts("tokenizer.ggml.tokens");
        for (int id = 0; id < tokens.size(); id++) {
            json.writeNumberField(tokens.get(id), id);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("merges");
        for (String merge : file.texts("tokenizer.ggml.merges")) {
            json.writeString(merge);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
