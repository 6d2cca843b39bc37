package io.waybill.models.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of {@code response}. */
final class ResponsesForm {

    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";
    static final String IN_PROGRESS = "in_progress";
    static final String FAILED = "failed";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ResponsesForm() {}

    static ObjectNode answer(GenerationRequest request, String id, long createdSeconds, Generated generated) {
        Generated.Choice made = generated.choices().getFirst();
        String status = status(made.finishReason());
        ArrayNode output = AnswerParts.array();
        if (!made.text().isEmpty() || made.toolCalls().isEmpty()) {
            output.add(message(itemId("msg_", id, 0), status, made.text(), made.logprobs()));
        }
        for (ToolCall call : made.toolCalls()) {
            output.add(call(itemId("fc_", id, output.size()), status, call));
        }
        return response(
                request,
                id,
                createdSeconds,
                status,
                made.finishReason(),
                output,
                usage(generated.promptTokens(), generated.completionTokens()));
    }

    static String id(String id) {
        return "resp_" + id;
    }

    /** {@return the id of an item: its call's, and where it stands} */
    static String itemId(String kind, String id, int index) {
        return kind + id + "_" + index;
    }

    /** {@return the state of an answer, and of its last item, that ended for {@code finishReason}} */
    static String status(String finishReason) {
        return reason(finishReason) == null ? COMPLETED : INCOMPLETE;
    }

    static ObjectNode message(String itemId, String status, String text, List<TokenLogprob> logprobs) {
        ObjectNode item = AnswerParts.object();
        item.put("id", itemId);
        item.put("type", "message");
        item.put("status", status);
        item.put("role", "assistant");
        item.putArray("content").add(part(text, logprobs));
        return item;
    }

    static ObjectNode part(String text, List<TokenLogprob> logprobs) {
        ObjectNode part = AnswerParts.object();
        part.put("type", "output_text");
        part.put("text", text);
        part.putArray("annotations");
        part.set("logprobs", AnswerParts.logprobs(logprobs));
        return part;
    }

    static ObjectNode call(String itemId, String status, ToolCall call) {
        ObjectNode item = AnswerParts.object();
        item.put("id", itemId);
        item.put("type", "function_call");
        item.put("status", status);
        item.put("call_id", call.id());
        item.put("name", call.name());
        item.put("arguments", call.arguments());
        return item;
    }

    static ObjectNode usage(int promptTokens, int completionTokens) {
        ObjectNode usage = AnswerParts.object();
        usage.put("input_tokens", promptTokens);
        usage.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
        usage.put("output_tokens", completionTokens);
        usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
        usage.put("total_tokens", promptTokens + completionTokens);
        return usage;
    }

    /**
     * {@return the whole object}
     *
     * @param finishReason of the answer; null before its end
     * @param usage null before the end
     */
    static ObjectNode response(
            GenerationRequest request,
            String id,
            long createdSeconds,
            String status,
            @Nullable String finishReason,
            ArrayNode output,
            @Nullable ObjectNode usage) {
        ObjectNode response = AnswerParts.object();
        response.put("id", id(id));
        response.put("object", "response");
        response.put("created_at", createdSeconds);
        response.put("status", status);
        response.put("background", false);
        response.putNull("error");
        String reason = finishReason == null ? null : reason(finishReason);
        if (reason == null) {
            response.putNull("incomplete_details");
        } else {
            response.putObject("incomplete_details").put("reason", reason);
        }
        response.put("instructions", request.notes().instructions());
        response.put("max_output_tokens", request.maxTokens());
        response.put("model", request.model());
        response.set("output", output);
        response.put("parallel_tool_calls", request.notes().parallelToolCalls());
        response.putNull("previous_response_id");
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.put("store", false);
        response.put("temperature", request.sampling().temperature());
        response.putObject("text").set("format", format(request.format()));
        tools(response, request.prompt());
        response.put("top_p", request.sampling().topP());
        response.put("truncation", "disabled");
        response.set("usage", usage);
        response.putNull("user");
        ObjectNode metadata = response.putObject("metadata");
        request.notes().metadata().forEach(metadata::put);
        return response;
    }

    private static @Nullable String reason(String finishReason) {
        return switch (finishReason) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> "content_filter";
            default -> null;
        };
    }

    private static ObjectNode format(OutputFormat format) {
        ObjectNode node = AnswerParts.object();
        node.put("type", format.kind().name());
        String schema = format.schema();
        if (schema != null) {
            node.put("name", format.name());
            node.set("schema", tree(schema));
            node.put("strict", true);
        }
        return node;
    }

    private static void tools(ObjectNode response, Prompt prompt) {
        ArrayNode tools = AnswerParts.array();
        String choice = "auto";
        if (prompt instanceof Prompt.Chat chat) {
            choice = chat.tools().isEmpty() ? choice : chat.toolChoice();
            for (Tool tool : chat.tools()) {
                ObjectNode node = tools.addObject();
                node.put("type", "function");
                node.put("name", tool.name());
                node.put("description", tool.description());
                String parameters = tool.parameters();
                node.set("parameters", parameters == null ? null : tree(parameters));
                node.put("strict", false);
            }
        }
        if (choice.startsWith("function:")) {
            response.putObject("tool_choice")
                    .put("type", "function")
                    .put("name", choice.substring("function:".length()));
        } else {
            response.put("tool_choice", choice);
        }
        response.set("tools", tools);
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema that was checked is not JSON", e);
        }
    }
}
