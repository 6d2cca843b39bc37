package io.waybill.models.generation;

import java.nio.charset.StandardCharsets;

/** Tokens of a prompt where the server did not count them. */
public final class PromptEstimate {

    /** English in the vocabularies of current models; other languages have fewer, so the estimate is low for them. */
    private static final int BYTES_A_TOKEN = 4;

    private static final int MESSAGE_TOKENS = 4;

    private PromptEstimate() {}

    /** {@return a token for each four bytes, and four for each message} */
    public static int tokens(GenerationRequest request) {
        return switch (request.prompt()) {
            case Prompt.Chat chat ->
                chat.messages().stream()
                        .mapToInt(message -> tokens(message.content()) + MESSAGE_TOKENS)
                        .sum();
            case Prompt.Text text ->
                text.texts().stream().mapToInt(PromptEstimate::tokens).sum();
        };
    }

    private static int tokens(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
    }
}
