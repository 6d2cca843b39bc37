package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code developer}, {@code user}, {@code assistant} or {@code tool}
 * @param content its text; empty where an assistant only called tools
 * @param name of who speaks; null where the client gives none
 * @param toolCalls that an assistant made; else empty
 * @param toolCallId the call that a tool answers; null for other roles
 */
public record Message(
        String role,
        String content,
        @Nullable String name,
        List<ToolCall> toolCalls,
        @Nullable String toolCallId) {

    /** Copies the list. */
    public Message {
        requireNonNull(role, "role");
        requireNonNull(content, "content");
        toolCalls = List.copyOf(toolCalls);
    }

    /** {@return a message of text alone} */
    public static Message of(String role, String content) {
        return new Message(role, content, null, List.of(), null);
    }
}
