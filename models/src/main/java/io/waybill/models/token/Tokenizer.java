package io.waybill.models.token;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.gguf.GgufMetadata;
import java.util.List;

/** Turns texts into tokens as the model reads them. Thread-safe. */
public interface Tokenizer extends AutoCloseable {

    /**
     * Opens the tokenizer of a model.
     *
     * @throws io.waybill.models.catalog.ModelNotInstalled where its files are not there
     */
    static Tokenizer open(InstalledModel model) {
        return switch (model.manifest().engine()) {
            case "onnx" -> HuggingFaceTokens.open(model.file("tokenizer"));
            case "llama" -> of(GgufMetadata.read(model.file("model")));
            case "builtin" -> new WordTokens();
            case "upstream" ->
                model.manifest().files().containsKey("tokenizer")
                        ? HuggingFaceTokens.open(model.file("tokenizer"))
                        : new ByteTokens();
            default ->
                throw new IllegalArgumentException("engine " + model.manifest().engine());
        };
    }

    /**
     * {@return the tokenizer of a GGUF file's vocabulary; where that is of a kind not known here, one that counts
     * bytes, which are never fewer}
     */
    static Tokenizer of(GgufMetadata file) {
        return GgufTokenizers.describe(file)
                .<Tokenizer>map(HuggingFaceTokens::of)
                .orElseGet(Utf8Tokens::new);
    }

    /** {@return the number of tokens of {@code text}, special tokens included, however long it is} */
    int count(String text);

    /** {@return the number of tokens of each text, in order; as one call, which is cheaper on all cores} */
    int[] count(List<String> texts);

    /** {@return the tokens of {@code text}, never truncated} */
    TokenIds encode(String text);

    @Override
    void close();
}
