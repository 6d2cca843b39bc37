package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The form of {@code chat.completion}. */
final class ChatForm {

    private ChatForm() {}

    static String id(String id) {
        return "chatcmpl_" + id;
    }

    static ObjectNode answer(GenerationRequest request, String id, long createdSeconds, Generated generated) {
        ObjectNode answer = AnswerParts.object();
        answer.put("id", id(id));
        answer.put("object", "chat.completion");
        answer.put("created", createdSeconds);
        answer.put("model", request.model());
        ArrayNode choices = answer.putArray("choices");
        for (int i = 0; i < generated.choices().size(); i++) {
            choices.add(choice(request, i, generated.choices().get(i)));
        }
        answer.set("usage", AnswerParts.usage(generated.promptTokens(), generated.completionTokens()));
        return answer;
    }

    private static ObjectNode choice(GenerationRequest request, int index, Generated.Choice made) {
        ObjectNode choice = AnswerParts.object();
        choice.put("index", index);
        ObjectNode message = choice.putObject("message");
        message.put("role", "assistant");
        if (made.text().isEmpty() && !made.toolCalls().isEmpty()) {
            message.putNull("content");
        } else {
            message.put("content", made.text());
        }
        message.putNull("refusal");
        if (!made.toolCalls().isEmpty()) {
            ArrayNode calls = message.putArray("tool_calls");
            for (ToolCall call : made.toolCalls()) {
                ObjectNode node = calls.addObject();
                node.put("id", call.id());
                node.put("type", "function");
                node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
            }
        }
        if (request.sampling().topLogprobs() == null) {
            choice.putNull("logprobs");
        } else {
            ObjectNode logprobs = choice.putObject("logprobs");
            logprobs.set("content", AnswerParts.logprobs(made.logprobs()));
            logprobs.putNull("refusal");
        }
        choice.put("finish_reason", AnswerParts.finishReason(made.finishReason()));
        return choice;
    }
}
