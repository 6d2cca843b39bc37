package io.waybill.models.generation;

import java.util.List;

/**
 * Makes server-sent events of what an engine tells, in the order in which OpenAI's API sends them. Events are whole,
 * with the blank line behind them. Not thread-safe.
 */
public interface GenerationStream {

    /**
     * Opens the stream of an answer.
     *
     * @param request with {@code maxTokens} set
     * @param id of the call; the answer's id is made of it
     * @param createdSeconds since 1970
     */
    static GenerationStream of(GenerationRequest request, String id, long createdSeconds) {
        return switch (request.endpoint()) {
            case chat -> new ChatStream(request, id, createdSeconds);
            case completions -> new CompletionsStream(request, id, createdSeconds);
            case responses -> new ResponsesStream(request, id, createdSeconds);
        };
    }

    /** {@return what is sent before anything is generated; asked once, first} */
    List<byte[]> start();

    /** {@return what is sent for the next event; the last is {@code Done} or {@code Failed}} */
    List<byte[]> accept(GenerationEvent event);
}
