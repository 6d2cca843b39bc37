package io.waybill.gpu.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Log probabilities as both endpoints write them. */
final class Logprobs {

    private Logprobs() {}

    /** {@return those of a choice's {@code logprobs}; empty where it has none} */
    static List<TokenLogprob> of(JsonNode logprobs) {
        return logprobs.path("content").isArray() ? ofChat(logprobs.path("content")) : ofCompletion(logprobs);
    }

    private static List<TokenLogprob> ofChat(JsonNode content) {
        List<TokenLogprob> tokens = new ArrayList<>();
        for (JsonNode token : content) {
            if (token.path("logprob").isNumber()) {
                tokens.add(new TokenLogprob(
                        token.path("token").asText(""),
                        token.path("logprob").asDouble(),
                        ofChat(token.path("top_logprobs"))));
            }
        }
        return tokens;
    }

    private static List<TokenLogprob> ofCompletion(JsonNode logprobs) {
        List<TokenLogprob> tokens = new ArrayList<>();
        JsonNode texts = logprobs.path("tokens");
        for (int i = 0; i < texts.size(); i++) {
            JsonNode logprob = logprobs.path("token_logprobs").path(i);
            if (!logprob.isNumber()) {
                continue;
            }
            List<TokenLogprob> top = new ArrayList<>();
            logprobs.path("top_logprobs").path(i).properties().stream()
                    .filter(it -> it.getValue().isNumber())
                    .map(it -> new TokenLogprob(it.getKey(), it.getValue().asDouble(), List.of()))
                    .sorted(Comparator.comparingDouble(TokenLogprob::logprob).reversed())
                    .forEach(top::add);
            tokens.add(new TokenLogprob(texts.path(i).asText(""), logprob.asDouble(), top));
        }
        return tokens;
    }
}
