package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.models.token.Tokenizer;

/** Words of all messages or texts; what the built-in test model counts. */
final class WordPrompts implements PromptCounter {

    private final Tokenizer words;

    WordPrompts(Tokenizer words) {
        this.words = requireNonNull(words, "words");
    }

    @Override
    public int count(GenerationRequest request) {
        return switch (request.prompt()) {
            case Prompt.Chat chat ->
                chat.messages().stream()
                        .map(Message::content)
                        .mapToInt(words::count)
                        .sum();
            case Prompt.Text text ->
                text.texts().stream().mapToInt(words::count).sum();
        };
    }

    @Override
    public GenerationCapabilities capabilities() {
        return GenerationCapabilities.NONE;
    }

    @Override
    public void close() {
        words.close();
    }
}
