package io.waybill.models.generation;

import io.waybill.models.gguf.GgufMetadata;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes of a request the very texts that a model of a GGUF file goes on from. Thread-safe. */
public final class GgufPrompts {

    static final String TEMPLATE = "tokenizer.chat_template";

    private static final List<String> PARTS = List.of("fim_pre", "fim_suf", "fim_mid");

    private final @Nullable ChatTemplate template; // null where the file has none
    private final String begin;
    private final Optional<List<String>> fillIn;
    private final Optional<ToolFormat> tools;

    /** Reads the template and the special tokens of a file. */
    public GgufPrompts(GgufMetadata file) {
        Map<String, String> tokens = new HashMap<>();
        for (String name : List.of("bos", "eos", "unk", "pad")) {
            token(file, name.equals("unk") ? "unknown" : name.equals("pad") ? "padding" : name)
                    .ifPresent(text -> tokens.put(name + "_token", text));
        }
        this.begin = file.flag("tokenizer.ggml.add_bos_token", false) ? tokens.getOrDefault("bos_token", "") : "";
        this.template =
                file.text(TEMPLATE).map(text -> new ChatTemplate(text, tokens)).orElse(null);
        this.fillIn = fillInTokens(file);
        this.tools = template == null ? Optional.empty() : template.tools();
    }

    /** {@return whether the vocabulary has tokens for filling in} */
    boolean fillsIn() {
        return fillIn.isPresent();
    }

    /** {@return how the model writes calls of tools; empty where its template tells it of none} */
    public Optional<ToolFormat> tools() {
        return tools;
    }

    /**
     * {@return the texts, special tokens written out, each to be answered on its own; one for a conversation}
     *
     * @throws RequestRejected where the model cannot go on from such a prompt
     */
    public List<String> texts(GenerationRequest request) {
        return switch (request.prompt()) {
            case Prompt.Chat chat -> List.of(begun(chatText(chat)));
            case Prompt.Text text ->
                text.texts().stream()
                        .map(it -> begun(filledIn(it, text.suffix())))
                        .toList();
        };
    }

    private String chatText(Prompt.Chat chat) {
        ChatTemplate known = template;
        if (known == null) {
            throw rejected("messages", "the model has no chat template, so it takes texts only: /v1/completions");
        }
        return known.render(chat);
    }

    private String filledIn(String text, @Nullable String suffix) {
        if (suffix == null || suffix.isEmpty()) {
            return text;
        }
        List<String> tokens = fillIn.orElseThrow(() ->
                rejected("suffix", "the model cannot fill in before a suffix: its vocabulary has no such tokens"));
        return tokens.get(0) + text + tokens.get(1) + suffix + tokens.get(2);
    }

    private String begun(String text) {
        return text.startsWith(begin) ? text : begin + text;
    }

    private static Optional<List<String>> fillInTokens(GgufMetadata file) {
        List<String> found = new ArrayList<>();
        PARTS.forEach(part -> token(file, part).ifPresent(found::add));
        return found.size() == PARTS.size() ? Optional.of(List.copyOf(found)) : Optional.empty();
    }

    private static Optional<String> token(GgufMetadata file, String name) {
        List<String> tokens = file.texts("tokenizer.ggml.tokens");
        return file.integer("tokenizer.ggml." + name + "_token_id")
                .filter(id -> id >= 0 && id < tokens.size())
                .map(id -> tokens.get(id.intValue()));
    }

    private static RequestRejected rejected(String param, String message) {
        return new RequestRejected(new RequestProblem(ItemError.invalid_request, param, message));
    }
}
