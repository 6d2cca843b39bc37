package io.waybill.models.generation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.util.List;

/** The form of {@code text_completion}. */
final class CompletionsForm {

    private CompletionsForm() {}

    static String id(String id) {
        return "cmpl_" + id;
    }

    static ObjectNode answer(GenerationRequest request, String id, long createdSeconds, Generated generated) {
        ObjectNode answer = head(request, id, createdSeconds);
        ArrayNode choices = answer.putArray("choices");
        for (int i = 0; i < generated.choices().size(); i++) {
            Generated.Choice made = generated.choices().get(i);
            ObjectNode choice = choices.addObject();
            choice.put("index", i);
            choice.put("text", made.text());
            if (request.sampling().topLogprobs() == null) {
                choice.putNull("logprobs");
            } else {
                choice.set("logprobs", logprobs(made.logprobs(), 0));
            }
            choice.put("finish_reason", AnswerParts.finishReason(made.finishReason()));
        }
        answer.set("usage", AnswerParts.usage(generated.promptTokens(), generated.completionTokens()));
        return answer;
    }

    static ObjectNode head(GenerationRequest request, String id, long createdSeconds) {
        ObjectNode answer = AnswerParts.object();
        answer.put("id", id(id));
        answer.put("object", "text_completion");
        answer.put("created", createdSeconds);
        answer.put("model", request.model());
        return answer;
    }

    /**
     * {@return log probabilities in columns}
     *
     * @param offset of the first token in the choice's text
     */
    static ObjectNode logprobs(List<TokenLogprob> made, int offset) {
        ObjectNode columns = AnswerParts.object();
        ArrayNode tokens = columns.putArray("tokens");
        ArrayNode values = columns.putArray("token_logprobs");
        ArrayNode top = columns.putArray("top_logprobs");
        ArrayNode offsets = columns.putArray("text_offset");
        int at = offset;
        for (TokenLogprob token : made) {
            tokens.add(token.token());
            values.add(AnswerParts.finite(token.logprob()));
            ObjectNode alternatives = top.addObject();
            token.top().forEach(other -> alternatives.put(other.token(), AnswerParts.finite(other.logprob())));
            offsets.add(at);
            at += token.token().length();
        }
        return columns;
    }
}
