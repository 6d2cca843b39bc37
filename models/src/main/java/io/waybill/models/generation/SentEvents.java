package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes server-sent events. */
final class SentEvents {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

    private SentEvents() {}

    /** {@return the event that ends streams of chats and completions} */
    static byte[] done() {
        return "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
    }

    /** {@return an event of data alone} */
    static byte[] data(ObjectNode object) {
        return event(null, object);
    }

    /** {@return an event with a name; null for none} */
    static byte[] event(@Nullable String name, ObjectNode object) {
        byte[] head = name == null ? new byte[0] : ("event: " + name + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] json = AnswerParts.bytes(object);
        byte[] event = new byte[head.length + DATA.length + json.length + END.length];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(DATA, 0, event, head.length, DATA.length);
        System.arraycopy(json, 0, event, head.length + DATA.length, json.length);
        System.arraycopy(END, 0, event, event.length - END.length, END.length);
        return event;
    }

    /** {@return the event that tells why a stream of chats or completions ends early; its clients raise it} */
    static byte[] failure(GenerationEvent.Failed failed) {
        ObjectNode event = AnswerParts.object();
        event.set("error", error(failed));
        return data(event);
    }

    /** {@return an error as all endpoints tell it} */
    static ObjectNode error(GenerationEvent.Failed failed) {
        ObjectNode error = AnswerParts.object();
        error.put("message", failed.message());
        error.put("type", failed.worthAnotherTry() ? "server_error" : "invalid_request_error");
        error.put("param", failed.param());
        error.put("code", failed.code());
        return error;
    }
}
