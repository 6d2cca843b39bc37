package io.waybill.models.generation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a model goes on from. */
public sealed interface Prompt {

    /**
     * A conversation; the model's chat template makes one text of it.
     *
     * @param messages 1 or more
     * @param tools that the model may call; empty for none
     * @param toolChoice {@code auto}, {@code none}, {@code required}, or the name of a function behind
     *     {@code function:}
     */
    record Chat(List<Message> messages, List<Tool> tools, String toolChoice) implements Prompt {

        /** Copies the lists. */
        public Chat {
            messages = List.copyOf(messages);
            tools = List.copyOf(tools);
        }
    }

    /**
     * Plain texts, each answered on its own, without a template.
     *
     * @param texts 1 or more
     * @param suffix what stands behind the text that is wanted; null for nothing
     */
    record Text(List<String> texts, @Nullable String suffix) implements Prompt {

        /** Copies the list. */
        public Text {
            texts = List.copyOf(texts);
        }

        /** {@return the text at {@code index} alone} */
        public Text only(int index) {
            return new Text(List.of(texts.get(index)), suffix);
        }
    }
}
