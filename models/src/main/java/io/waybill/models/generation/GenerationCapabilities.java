package io.waybill.models.generation;

import org.jspecify.annotations.Nullable;

/**
 * What the engine of a model can do beyond going on from a text. What it cannot do is refused before anything runs.
 *
 * @param tools whether it can call functions
 * @param suffix whether it can fill in before a text
 * @param logprobs whether it reports the probabilities of tokens
 * @param logitBias whether the probabilities of tokens can be changed
 * @param jsonObject whether it can be held to a JSON object
 * @param jsonSchema whether it can be held to a JSON Schema
 */
public record GenerationCapabilities(
        boolean tools, boolean suffix, boolean logprobs, boolean logitBias, boolean jsonObject, boolean jsonSchema) {

    /** Text from text, nothing else. */
    public static final GenerationCapabilities NONE =
            new GenerationCapabilities(false, false, false, false, false, false);

    /** Whatever the API has. */
    public static final GenerationCapabilities ALL = new GenerationCapabilities(true, true, true, true, true, true);

    /** {@return what llama.cpp can do with a file of these prompts} */
    static GenerationCapabilities of(GgufPrompts prompts) {
        return new GenerationCapabilities(prompts.tools().isPresent(), prompts.fillsIn(), true, true, true, true);
    }

    /**
     * Refuses what the model cannot do.
     *
     * @throws io.waybill.models.request.RequestRejected naming the parameter
     */
    void check(GenerationRequest request, String prefix) {
        if (request.prompt() instanceof Prompt.Chat chat) {
            // A choice of none asks for nothing, whatever tools are named.
            refuse(!tools && !chat.tools().isEmpty() && !chat.toolChoice().equals("none"), prefix + "tools");
            refuse(
                    !tools && chat.messages().stream().anyMatch(GenerationCapabilities::ofTools),
                    prefix + (request.endpoint() == GenerationEndpoint.responses ? "input" : "messages"),
                    "has calls of tools");
        }
        if (request.prompt() instanceof Prompt.Text text) {
            refuse(!suffix && text.suffix() != null, prefix + "suffix");
        }
        refuse(
                !logprobs && request.sampling().topLogprobs() != null,
                prefix + (request.endpoint() == GenerationEndpoint.responses ? "top_logprobs" : "logprobs"));
        refuse(!logitBias && !request.sampling().logitBias().isEmpty(), prefix + "logit_bias");
        String format = request.endpoint() == GenerationEndpoint.responses ? "text.format" : "response_format";
        refuse(!jsonObject && request.format().kind() == OutputFormat.Kind.json_object, prefix + format);
        refuse(!jsonSchema && request.format().kind() == OutputFormat.Kind.json_schema, prefix + format);
    }

    private static boolean ofTools(Message message) {
        return !message.toolCalls().isEmpty() || message.role().equals("tool");
    }

    private static void refuse(boolean refused, String param) {
        refuse(refused, param, null);
    }

    private static void refuse(boolean refused, String param, @Nullable String what) {
        if (refused) {
            throw BodyFields.invalid(
                    param, (what == null ? "is given" : what) + ", which this model cannot do: leave it out");
        }
    }
}
