package io.waybill.gpu.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationRequest;
import io.waybill.models.generation.Message;
import io.waybill.models.generation.OutputFormat;
import io.waybill.models.generation.Prompt;
import io.waybill.models.generation.Sampling;
import io.waybill.models.generation.Tool;
import io.waybill.models.generation.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as OpenAI's API wants it, always as a stream that ends with usage. */
final class RequestBody {

    private static final String FUNCTION = "function";
    private static final String FUNCTION_CHOICE = "function:";

    private RequestBody() {}

    /** {@return the path behind the base URL} */
    static String path(GenerationRequest request) {
        return request.prompt() instanceof Prompt.Chat ? "chat/completions" : "completions";
    }

    /**
     * {@return the body}
     *
     * @param model what the server calls the model
     */
    static byte[] of(GenerationRequest request, String model) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("model", model);
        switch (request.prompt()) {
            case Prompt.Chat chat -> conversation(body, chat);
            case Prompt.Text text -> {
                if (text.texts().size() == 1) {
                    body.put("prompt", text.texts().getFirst());
                } else {
                    text.texts().forEach(body.putArray("prompt")::add);
                }
                putIfPresent(body, "suffix", text.suffix());
            }
        }
        Integer maxTokens = request.maxTokens();
        if (maxTokens != null) {
            // The newer max_completion_tokens is not known to every server, this one is.
            body.put("max_tokens", maxTokens);
        }
        if (request.n() > 1) {
            body.put("n", request.n());
        }
        sampling(body, request.sampling(), request.prompt() instanceof Prompt.Chat);
        format(body, request.format());
        body.put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    private static void conversation(ObjectNode body, Prompt.Chat chat) {
        ArrayNode messages = body.putArray("messages");
        chat.messages().forEach(message -> add(messages.addObject(), message));
        if (chat.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        chat.tools().forEach(tool -> add(tools.addObject(), tool));
        if (chat.toolChoice().startsWith(FUNCTION_CHOICE)) {
            body.putObject("tool_choice")
                    .put("type", FUNCTION)
                    .putObject(FUNCTION)
                    .put("name", chat.toolChoice().substring(FUNCTION_CHOICE.length()));
        } else {
            body.put("tool_choice", chat.toolChoice());
        }
    }

    private static void add(ObjectNode to, Message message) {
        // Templates of open models know no developer; to them it is the same as system.
        to.put("role", message.role().equals("developer") ? "system" : message.role());
        if (message.content().isEmpty() && !message.toolCalls().isEmpty()) {
            to.putNull("content");
        } else {
            to.put("content", message.content());
        }
        putIfPresent(to, "name", message.name());
        putIfPresent(to, "tool_call_id", message.toolCallId());
        if (!message.toolCalls().isEmpty()) {
            ArrayNode calls = to.putArray("tool_calls");
            for (ToolCall call : message.toolCalls()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", FUNCTION)
                        .putObject(FUNCTION)
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
        }
    }

    private static void add(ObjectNode to, Tool tool) {
        ObjectNode function = to.put("type", FUNCTION).putObject(FUNCTION).put("name", tool.name());
        putIfPresent(function, "description", tool.description());
        String parameters = tool.parameters();
        if (parameters != null) {
            function.set("parameters", json(parameters));
        }
    }

    private static void sampling(ObjectNode body, Sampling sampling, boolean chat) {
        putIfPresent(body, "temperature", sampling.temperature());
        putIfPresent(body, "top_p", sampling.topP());
        putIfPresent(body, "presence_penalty", sampling.presencePenalty());
        putIfPresent(body, "frequency_penalty", sampling.frequencyPenalty());
        Long seed = sampling.seed();
        if (seed != null) {
            body.put("seed", seed);
        }
        List<String> stop = sampling.stop();
        if (!stop.isEmpty()) {
            stop.forEach(body.putArray("stop")::add);
        }
        if (!sampling.logitBias().isEmpty()) {
            ObjectNode bias = body.putObject("logit_bias");
            sampling.logitBias().forEach((token, value) -> bias.put(Integer.toString(token), value));
        }
        Integer top = sampling.topLogprobs();
        if (top != null && chat) {
            body.put("logprobs", true);
            if (top > 0) {
                body.put("top_logprobs", top);
            }
        } else if (top != null) {
            body.put("logprobs", top);
        }
    }

    private static void format(ObjectNode body, OutputFormat format) {
        switch (format.kind()) {
            case text -> {
                // What servers do without being told.
            }
            case json_object -> body.putObject("response_format").put("type", "json_object");
            case json_schema -> {
                ObjectNode schema = body.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema");
                String name = format.name();
                schema.put("name", name == null ? "answer" : name);
                String text = format.schema();
                schema.set("schema", text == null ? Json.MAPPER.createObjectNode() : json(text));
            }
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a schema is not JSON", e);
        }
    }

    private static void putIfPresent(ObjectNode to, String key, @Nullable String value) {
        if (value != null) {
            to.put(key, value);
        }
    }

    private static void putIfPresent(ObjectNode to, String key, @Nullable Double value) {
        if (value != null) {
            to.put(key, value);
        }
    }
}
