package io.waybill.gpu.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Log probabilities as the network gives them, before bias, penalties and temperature. */
final class Logprobs {

    private Logprobs() {}

    /** {@return the token with its {@code top} most likely alternatives, itself among them where it is one} */
    static TokenLogprob of(NativeModel model, int place, int token, int top) {
        MemorySegment logits = model.logits(place);
        int tokens = model.tokens();
        float most = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < tokens; i++) {
            most = Math.max(most, logits.getAtIndex(JAVA_FLOAT, i));
        }
        double sum = 0;
        for (int i = 0; i < tokens; i++) {
            sum += Math.exp(logits.getAtIndex(JAVA_FLOAT, i) - most);
        }
        double total = most + Math.log(sum);
        List<TokenLogprob> alternatives = new ArrayList<>();
        for (int id : likeliest(logits, tokens, top)) {
            alternatives.add(new TokenLogprob(text(model, id), logits.getAtIndex(JAVA_FLOAT, id) - total, List.of()));
        }
        return new TokenLogprob(text(model, token), logits.getAtIndex(JAVA_FLOAT, token) - total, alternatives);
    }

    private static List<Integer> likeliest(MemorySegment logits, int tokens, int top) {
        if (top == 0) {
            return List.of();
        }
        Comparator<Integer> byLogit = Comparator.comparingDouble(id -> logits.getAtIndex(JAVA_FLOAT, id));
        var best = new PriorityQueue<Integer>(top, byLogit);
        float least = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < tokens; i++) {
            if (best.size() < top || logits.getAtIndex(JAVA_FLOAT, i) > least) {
                if (best.size() == top) {
                    best.poll();
                }
                best.add(i);
                least = logits.getAtIndex(JAVA_FLOAT, best.element());
            }
        }
        return best.stream().sorted(byLogit.reversed()).toList();
    }

    private static String text(NativeModel model, int token) {
        return new String(model.piece(token), StandardCharsets.UTF_8);
    }
}
