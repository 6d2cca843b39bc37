package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.token.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what a server of others will count, from above: so much is held, and what the server reports is captured. A
 * text has at most as many tokens as its tokenizer finds, where the manifest names one, or as it has bytes; what the
 * server's template puts around it is bounded by constants, each well above that of the templates of Llama 2 to 4, Qwen
 * 2 and 3, Mistral, Gemma, Phi and ChatML.
 */
final class UpstreamPrompts implements PromptCounter {

    /** Marks of the whole, and the system message that some templates put where there is none. */
    private static final int CONVERSATION = 128;

    /** Role and marks of a message: three to eight in the templates above. */
    private static final int MESSAGE = 16;

    /** What templates say of how to call tools. */
    private static final int TOOLS = 512;

    /** What stands around one tool or call. */
    private static final int TOOL = 64;

    /** Templates write schemas anew, some with indents. */
    private static final int SCHEMA_STRETCH = 2;

    private final Tokenizer tokenizer;
    private final boolean exactTexts;

    private UpstreamPrompts(Tokenizer tokenizer, boolean exactTexts) {
        this.tokenizer = requireNonNull(tokenizer, "tokenizer");
        this.exactTexts = exactTexts;
    }

    static UpstreamPrompts open(InstalledModel model) {
        return new UpstreamPrompts(
                Tokenizer.open(model), model.manifest().files().containsKey("tokenizer"));
    }

    @Override
    public int count(GenerationRequest request) {
        long tokens = switch (request.prompt()) {
            case Prompt.Chat chat -> conversation(chat) + schema(request.format());
            case Prompt.Text text -> texts(text) + schema(request.format());
        };
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }

    private long conversation(Prompt.Chat chat) {
        long tokens = CONVERSATION;
        for (Message message : chat.messages()) {
            tokens += MESSAGE + of(message.content()) + of(message.name()) + of(message.toolCallId());
            for (ToolCall call : message.toolCalls()) {
                tokens += TOOL + of(call.id()) + of(call.name()) + SCHEMA_STRETCH * of(call.arguments());
            }
        }
        if (!chat.tools().isEmpty()) {
            tokens += TOOLS;
        }
        for (Tool tool : chat.tools()) {
            tokens += TOOL + of(tool.name()) + of(tool.description()) + SCHEMA_STRETCH * of(tool.parameters());
        }
        return tokens;
    }

    private long texts(Prompt.Text text) {
        long tokens = 0;
        for (String each : text.texts()) {
            tokens += MESSAGE + of(each) + of(text.suffix());
        }
        return tokens;
    }

    /** Some servers put the schema into the prompt. */
    private long schema(OutputFormat format) {
        return format.schema() == null ? MESSAGE : TOOL + SCHEMA_STRETCH * of(format.schema());
    }

    private long of(@Nullable String text) {
        return text == null || text.isEmpty() ? 0 : tokenizer.count(text);
    }

    /** {@return the tokens of the texts alone where a tokenizer is there, else none: only the server knows} */
    @Override
    public int least(GenerationRequest request, int count) {
        if (!exactTexts) {
            return 0;
        }
        long tokens = switch (request.prompt()) {
            // A tokenizer may add a mark before and behind each text.
            case Prompt.Chat chat ->
                chat.messages().stream()
                        .mapToLong(message -> Math.max(0, of(message.content()) - 2))
                        .sum();
            case Prompt.Text text ->
                text.texts().stream()
                        .mapToLong(each -> Math.max(0, of(each) - 2))
                        .sum();
        };
        return (int) Math.min(tokens, Integer.MAX_VALUE);
    }

    /** {@return all: what a server of others can do is for it to say} */
    @Override
    public GenerationCapabilities capabilities() {
        return GenerationCapabilities.ALL;
    }

    /** {@return what is charged where the server never said what it counted} */
    @Override
    public int likely(GenerationRequest request, int count) {
        return Math.min(count, PromptEstimate.tokens(request));
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
