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
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's own chat template, Jinja as Hugging Face's transformers render it: blocks are trimmed, messages and tools
 * are maps, {@code raise_exception} refuses a conversation. What clients write is never taken for Jinja. Thread-safe.
 */
final class ChatTemplate {

    /** A conversation that fits any context is far below. */
    private static final int OUTPUT_BYTES_MAX = 1 << 24;

    private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

    /** In Python {@code not} binds less than {@code is}; here it would be asked of the negation. */
    private static final Pattern NOT_IS = Pattern.compile(
            "\\bnot\\s+([\\w.]+)\\s+is\\s+(?=defined|none|string|mapping|iterable|sequence|true|false)");

    /** Stands for any tool. */
    private static final String PROBE = "tool_of_nobody";

    private static final Logger LOGGER = LoggerFactory.getLogger(ChatTemplate.class);

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
        String whole = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
        this.template = NOT_IS.matcher(whole).replaceAll("$1 is not ");
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
        jinja.getGlobalContext().registerFilter(new PythonJson());
    }

    /** {@return how the model is told to write calls of tools; empty where the template tells it of no tools} */
    Optional<ToolFormat> tools() {
        Optional<ToolFormat> format = ToolFormat.of(template);
        if (format.isEmpty() || !TOOLS.matcher(template).find()) {
            return Optional.empty();
        }
        var tool = new Tool(PROBE, PROBE, "{\"type\":\"object\",\"properties\":{}}");
        try {
            String text = render(new Prompt.Chat(List.of(Message.of("user", "Hi")), List.of(tool), "auto"));
            return text.contains(PROBE) ? format : Optional.empty();
        } catch (RequestRejected e) {
            LOGGER.atWarn()
                    .addKeyValue("error", e.problem().message())
                    .log("a chat template cannot be rendered with tools, so its model gets none");
            return Optional.empty();
        }
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
                Map<String, Object> function = new LinkedHashMap<>();
                function.put("name", call.name());
                function.put("arguments", parsed(call.arguments()));
                Map<String, Object> made = new LinkedHashMap<>();
                made.put("id", call.id());
                made.put("type", "function");
                made.put("function", function);
                calls.add(made);
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
        // In order: another order is another text, with other tokens.
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("type", "function");
        view.put("function", function);
        return view;
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
