package io.waybill.gpu.llama;

import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.JsonGrammar;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import io.waybill.models.generation.ToolFormat;
import io.waybill.models.generation.ToolGrammar;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How the answers to a request are made: what the client says, and the engine's own where it says nothing. */
record AnswerTerms(
        Sampling sampling,
        int maxTokens,
        @Nullable String grammar,
        @Nullable String marker) {

    /** Small models wander off where chance is left to all tokens. */
    private static final double TEMPERATURE = 0.7;

    private static final double TOP_P = 0.95;

    /** Small models repeat themselves without end. JSON repeats its signs rightly. */
    private static final double REPEAT_PENALTY = 1.1;

    /**
     * {@return the terms}
     *
     * @param tools how calls of tools are written; null where none may be made
     * @throws io.waybill.models.request.RequestRejected where the schema cannot be held to
     */
    static AnswerTerms of(GenerationRequest request, @Nullable ToolFormat tools) {
        Integer most = request.maxTokens();
        if (most == null) {
            throw new IllegalArgumentException("maxTokens is not set");
        }
        String call = tools != null && request.prompt() instanceof Prompt.Chat chat
                ? ToolGrammar.of(tools, chat).orElse(null)
                : null;
        return new AnswerTerms(
                request.sampling(),
                most,
                call == null ? grammar(request.format()) : call,
                tools == null ? null : tools.marker());
    }

    private static @Nullable String grammar(OutputFormat format) {
        return switch (format.kind()) {
            case text -> null;
            case json_object -> JsonGrammar.object();
            case json_schema -> {
                String schema = format.schema();
                yield schema == null ? JsonGrammar.object() : JsonGrammar.of(schema);
            }
        };
    }

    /** {@return one answer's; the next choice has the next seed} */
    ChildRun run(String text, int choice) {
        Long seed = sampling.seed();
        return new ChildRun(
                text,
                maxTokens,
                or(sampling.temperature(), TEMPERATURE),
                or(sampling.topP(), TOP_P),
                grammar == null ? REPEAT_PENALTY : 1,
                or(sampling.presencePenalty(), 0),
                or(sampling.frequencyPenalty(), 0),
                seed == null ? ThreadLocalRandom.current().nextLong() : seed + choice,
                sampling.stop(),
                sampling.logitBias(),
                sampling.topLogprobs(),
                grammar,
                marker);
    }

    private static double or(@Nullable Double said, double otherwise) {
        return said == null ? otherwise : said;
    }
}
