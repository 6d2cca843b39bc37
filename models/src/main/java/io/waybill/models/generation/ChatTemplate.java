package io.waybill.models.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateError.ErrorType;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's own chat template, Jinja as Hugging Face's transformers render it: blocks are trimmed, messages and tools
 * are maps, {@code raise_exception} refuses a conversation. What clients write is never taken for Jinja. Thread-safe.
 */
final class ChatTemplate {

    /** A conversation that fits any context is far below. */
    private static final int OUTPUT_BYTES_MAX = 1 << 24;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String template;
    private final Map<String, String> tokens;
    private final Jinjava jinja;

    /**
     * Takes a template.
     *
     * @param tokens texts of the special tokens, such as {@code bos_token}
     */
    ChatTemplate(String template, Map<String, String> tokens) {
        // As Jinja does, which keeps all but the last newline of a file.
        this.template = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        this.tokens = Map.copyOf(tokens);
        this.jinja = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(OUTPUT_BYTES_MAX)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUsePyishObjectMapper(true)
                        .withEvaluateMapKeys(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withAllowAdjacentTextNodes(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .build())
                .build());
        jinja.getGlobalContext()
                .registerFunction(new ELFunctionDefinition(
                        "", "raise_exception", ChatTemplate.class, "raiseException", String.class));
    }

    /**
     * {@return the conversation as one text, up to where the model is to answer}
     *
     * @throws RequestRejected where the template refuses it
     */
    String render(Prompt.Chat chat) {
        Map<String, Object> bindings = new HashMap<>(tokens);
        bindings.put(
                "messages", chat.messages().stream().map(ChatTemplate::view).toList());
        bindings.put("add_generation_prompt", true);
        if (!chat.tools().isEmpty() && !chat.toolChoice().equals("none")) {
            bindings.put("tools", chat.tools().stream().map(ChatTemplate::view).toList());
        }
        RenderResult result = jinja.renderForResult(template, bindings);
        for (TemplateError error : result.getErrors()) {
            if (error.getSeverity() == ErrorType.FATAL) {
                throw refused(error);
            }
        }
        return result.getOutput();
    }

    /** Called by templates. */
    public static String raiseException(String message) {
        throw new Refusal(message);
    }

    private static RequestRejected refused(TemplateError error) {
        String reason = error.getMessage();
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal) {
                reason = String.valueOf(cause.getMessage());
            }
        }
        return new RequestRejected(new RequestProblem(
                ItemError.invalid_request, "messages", "the model's chat template refuses the messages: " + reason));
    }

    private static Map<String, Object> view(Message message) {
        Map<String, Object> view = new LinkedHashMap<>();
        // A newer name of the same role, which templates do not know.
        view.put("role", message.role().equals("developer") ? "system" : message.role());
        view.put("content", message.content());
        putIfThere(view, "name", message.name());
        putIfThere(view, "tool_call_id", message.toolCallId());
        if (!message.toolCalls().isEmpty()) {
            List<Map<String, Object>> calls = new ArrayList<>();
            for (ToolCall call : message.toolCalls()) {
                calls.add(Map.of(
                        "id",
                        call.id(),
                        "type",
                        "function",
                        "function",
                        Map.of("name", call.name(), "arguments", parsed(call.arguments()))));
            }
            view.put("tool_calls", calls);
        }
        return view;
    }

    private static Map<String, Object> view(Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        putIfThere(function, "description", tool.description());
        String parameters = tool.parameters();
        if (parameters != null) {
            function.put("parameters", parsed(parameters));
        }
        return Map.of("type", "function", "function", function);
    }

    private static void putIfThere(Map<String, Object> view, String key, @Nullable String value) {
        if (value != null) {
            view.put(key, value);
        }
    }

    /** {@return the JSON as maps and lists, which templates go through; the text itself where it is none} */
    private static Object parsed(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException _) {
            return json;
        }
    }

    /** A template's own refusal. */
    private static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        Refusal(String message) {
            super(message, null, false, false);
        }
    }
}
