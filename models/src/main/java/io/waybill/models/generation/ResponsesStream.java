package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Done;
import io.waybill.models.generation.GenerationEvent.Failed;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Events of {@code /v1/responses}, numbered from 0. Items are open one at a time, in the order they come. */
final class ResponsesStream implements GenerationStream {

    private final GenerationRequest request;
    private final String id;
    private final long createdSeconds;
    private final ArrayNode output = AnswerParts.array();
    private final List<byte[]> events = new ArrayList<>();
    private int sequence;
    private @Nullable OpenMessage message; // null while no message is open
    private @Nullable OpenCall call; // null while no call is open
    private String finishReason = "stop";

    ResponsesStream(GenerationRequest request, String id, long createdSeconds) {
        this.request = request;
        this.id = id;
        this.createdSeconds = createdSeconds;
    }

    @Override
    public List<byte[]> start() {
        add("response.created", of(response(ResponsesForm.IN_PROGRESS, null, null)));
        add("response.in_progress", of(response(ResponsesForm.IN_PROGRESS, null, null)));
        return taken();
    }

    @Override
    public List<byte[]> accept(GenerationEvent event) {
        switch (event) {
            case Piece piece -> piece(piece);
            case ToolPiece piece -> tool(piece);
            case ChoiceEnd end -> end(end);
            case Done done -> done(done);
            case Failed failed -> failed(failed);
        }
        return taken();
    }

    private void piece(Piece piece) {
        if (piece.text().isEmpty() && piece.logprobs().isEmpty()) {
            return;
        }
        closeCall(ResponsesForm.COMPLETED);
        OpenMessage open = openMessage();
        open.text.append(piece.text());
        open.logprobs.addAll(piece.logprobs());
        ObjectNode event = place(open.id);
        event.put("content_index", 0);
        event.put("delta", piece.text());
        event.set("logprobs", AnswerParts.logprobs(piece.logprobs()));
        add("response.output_text.delta", event);
    }

    private OpenMessage openMessage() {
        OpenMessage open = message;
        if (open == null) {
            open = new OpenMessage(ResponsesForm.itemId("msg_", id, output.size()));
            message = open;
            ObjectNode item = ResponsesForm.message(open.id, ResponsesForm.IN_PROGRESS, "", List.of());
            item.putArray("content");
            addItem("response.output_item.added", item);
            ObjectNode part = place(open.id);
            part.put("content_index", 0);
            part.set("part", ResponsesForm.part("", List.of()));
            add("response.content_part.added", part);
        }
        return open;
    }

    private void tool(ToolPiece piece) {
        closeMessage(ResponsesForm.COMPLETED);
        OpenCall open = call;
        if (open == null || open.index != piece.index()) {
            closeCall(ResponsesForm.COMPLETED);
            open = new OpenCall(ResponsesForm.itemId("fc_", id, output.size()), piece);
            call = open;
            addItem(
                    "response.output_item.added",
                    ResponsesForm.call(open.id, ResponsesForm.IN_PROGRESS, open.made("")));
        }
        if (!piece.arguments().isEmpty()) {
            open.arguments.append(piece.arguments());
            add("response.function_call_arguments.delta", place(open.id).put("delta", piece.arguments()));
        }
    }

    private void end(ChoiceEnd end) {
        finishReason = end.finishReason();
        if (output.isEmpty() && message == null && call == null) {
            openMessage();
        }
        closeMessage(ResponsesForm.status(finishReason));
        closeCall(ResponsesForm.status(finishReason));
    }

    private void closeMessage(String status) {
        OpenMessage open = message;
        if (open == null) {
            return;
        }
        String text = open.text.toString();
        ObjectNode done = place(open.id);
        done.put("content_index", 0);
        done.put("text", text);
        done.set("logprobs", AnswerParts.logprobs(open.logprobs));
        add("response.output_text.done", done);
        ObjectNode part = place(open.id);
        part.put("content_index", 0);
        part.set("part", ResponsesForm.part(text, open.logprobs));
        add("response.content_part.done", part);
        ObjectNode item = ResponsesForm.message(open.id, status, text, open.logprobs);
        addItem("response.output_item.done", item);
        output.add(item);
        message = null;
    }

    private void closeCall(String status) {
        OpenCall open = call;
        if (open == null) {
            return;
        }
        ToolCall made = open.made(open.arguments.toString());
        ObjectNode done = place(open.id);
        done.put("name", made.name());
        done.put("arguments", made.arguments());
        add("response.function_call_arguments.done", done);
        ObjectNode item = ResponsesForm.call(open.id, status, made);
        addItem("response.output_item.done", item);
        output.add(item);
        call = null;
    }

    private void done(Done done) {
        String status = ResponsesForm.status(finishReason);
        ObjectNode usage = ResponsesForm.usage(done.promptTokens(), done.completionTokens());
        add("response." + status, of(response(status, finishReason, usage)));
    }

    private void failed(Failed failed) {
        ObjectNode response = response(ResponsesForm.FAILED, null, null);
        response.putObject("error").put("code", failed.code()).put("message", failed.message());
        add("response.failed", of(response));
    }

    private ObjectNode response(String status, @Nullable String reason, @Nullable ObjectNode usage) {
        return ResponsesForm.response(request, id, createdSeconds, status, reason, output, usage);
    }

    private static ObjectNode of(ObjectNode response) {
        ObjectNode event = AnswerParts.object();
        event.set("response", response);
        return event;
    }

    private ObjectNode place(String itemId) {
        return AnswerParts.object().put("item_id", itemId).put("output_index", output.size());
    }

    private void addItem(String type, ObjectNode item) {
        ObjectNode event = AnswerParts.object().put("output_index", output.size());
        event.set("item", item);
        add(type, event);
    }

    private void add(String type, ObjectNode fields) {
        ObjectNode event = AnswerParts.object();
        event.put("type", type);
        event.put("sequence_number", sequence);
        event.setAll(fields);
        sequence++;
        events.add(SentEvents.event(type, event));
    }

    private List<byte[]> taken() {
        List<byte[]> made = List.copyOf(events);
        events.clear();
        return made;
    }

    /** A message that grows. */
    private static final class OpenMessage {

        private final String id;
        private final StringBuilder text = new StringBuilder();
        private final List<TokenLogprob> logprobs = new ArrayList<>();

        OpenMessage(String id) {
            this.id = id;
        }
    }

    /** A call of a function that grows. */
    private static final class OpenCall {

        private final String id;
        private final int index;
        private final String callId;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();

        OpenCall(String id, ToolPiece first) {
            String firstId = first.id();
            String firstName = first.name();
            this.id = id;
            this.index = first.index();
            this.callId = firstId == null ? "" : firstId;
            this.name = firstName == null ? "" : firstName;
        }

        ToolCall made(String json) {
            return new ToolCall(callId, name, json);
        }
    }
}
