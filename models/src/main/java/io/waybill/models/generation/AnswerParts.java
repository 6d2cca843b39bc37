package io.waybill.models.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What answers of several endpoints have in common. */
final class AnswerParts {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What a decoder puts where bytes are no whole character. */
    private static final char REPLACED = '\uFFFD';

    /** What OpenAI's API says of a token that is all but impossible. */
    private static final double LOGPROB_LEAST = -9999;

    private AnswerParts() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static byte[] bytes(ObjectNode object) {
        try {
            return MAPPER.writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is JSON was not written", e);
        }
    }

    /** {@return how an answer ended, as clients know it} */
    static String finishReason(String reason) {
        // Who cancelled does not read it; for all others what is there is the answer.
        return reason.equals("cancelled") ? "stop" : reason;
    }

    /** {@return usage as chats and completions tell it} */
    static ObjectNode usage(int promptTokens, int completionTokens) {
        ObjectNode usage = object();
        usage.put("prompt_tokens", promptTokens);
        usage.put("completion_tokens", completionTokens);
        usage.put("total_tokens", promptTokens + completionTokens);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    /** {@return a log probability that JSON can hold} */
    static double finite(double logprob) {
        return Math.max(logprob, LOGPROB_LEAST);
    }

    /** {@return log probabilities as chats and responses tell them} */
    static ArrayNode logprobs(List<TokenLogprob> tokens) {
        ArrayNode array = array();
        for (TokenLogprob token : tokens) {
            ObjectNode node = logprob(token);
            ArrayNode top = node.putArray("top_logprobs");
            token.top().forEach(other -> top.add(logprob(other)));
            array.add(node);
        }
        return array;
    }

    private static ObjectNode logprob(TokenLogprob token) {
        ObjectNode node = object();
        node.put("token", token.token());
        node.put("logprob", finite(token.logprob()));
        if (token.token().indexOf(REPLACED) >= 0) {
            node.putNull("bytes");
        } else {
            ArrayNode bytes = node.putArray("bytes");
            for (byte b : token.token().getBytes(StandardCharsets.UTF_8)) {
                bytes.add(b & 0xFF);
            }
        }
        return node;
    }
}
