package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a body of {@code /v1/responses}. */
final class ResponsesBody {

    private static final int TOP_LOGPROBS_MAX = 20;
    private static final int INCLUDES_MAX = 20;
    private static final int WORD_CHARS_MAX = 64;
    private static final String LOGPROBS = "message.output_text.logprobs";

    /** Asks for what no model here has, and clients that serve many send it always. */
    private static final String REASONING = "reasoning.encrypted_content";

    private final BodyFields body;

    ResponsesBody(BodyFields body) {
        this.body = body;
    }

    GenerationRequest read() {
        String model = CallFields.model(body);
        String instructions = body.optionalText("instructions", BodyText.CHARS_MAX);
        List<Message> messages = new ResponsesInput(body).read(instructions);
        List<Tool> tools = ToolFields.tools(body, false);
        String toolChoice = ToolFields.choice(body, tools, false);
        boolean stream = CallFields.stream(body);
        CallFields.streamOptions(body, stream, false);
        OutputFormat format = format();
        Sampling sampling = new Sampling(
                CallFields.temperature(body),
                CallFields.topP(body),
                null,
                null,
                null,
                List.of(),
                Map.of(),
                topLogprobs());
        GenerationRequest request = new GenerationRequest(
                GenerationEndpoint.responses,
                model,
                new Prompt.Chat(messages, tools, toolChoice),
                sampling,
                format,
                CallFields.maxTokens(body, "max_output_tokens"),
                1,
                stream,
                true,
                new RequestNotes(
                        "max_output_tokens",
                        instructions,
                        CallFields.metadata(body),
                        !Boolean.FALSE.equals(body.flag("parallel_tool_calls"))));
        CallFields.ignored(body);
        CallFields.store(body);
        reasoning();
        body.whole("max_tool_calls", 1, Integer.MAX_VALUE);
        String truncation = body.optionalText("truncation", WORD_CHARS_MAX);
        if (truncation != null && !truncation.equals("disabled")) {
            throw BodyFields.invalid(body.param("truncation"), "is not offered, allowed is disabled");
        }
        if (Boolean.TRUE.equals(body.flag("background"))) {
            throw BodyFields.invalid(body.param("background"), "is true, allowed is false: use a batch");
        }
        body.refuse("previous_response_id", "answers are not kept, send the whole conversation as input");
        body.refuse("conversation", "answers are not kept, send the whole conversation as input");
        body.refuse("prompt", "send the text as input");
        body.end();
        return request;
    }

    private OutputFormat format() {
        BodyFields text = body.object("text");
        if (text == null) {
            return OutputFormat.TEXT;
        }
        OutputFormat format = FormatFields.ofResponses(text);
        text.optionalText("verbosity", WORD_CHARS_MAX);
        text.end();
        return format;
    }

    private void reasoning() {
        BodyFields reasoning = body.object("reasoning");
        if (reasoning != null) {
            reasoning.ignore("effort", "generate_summary", "summary");
            reasoning.end();
        }
    }

    private @Nullable Integer topLogprobs() {
        boolean wanted = false;
        ArrayNode include = body.array("include", INCLUDES_MAX);
        for (int i = 0; include != null && i < include.size(); i++) {
            JsonNode name = include.get(i);
            if (LOGPROBS.equals(name.textValue())) {
                wanted = true;
            } else if (!REASONING.equals(name.textValue())) {
                throw BodyFields.invalid(
                        body.param("include") + "[" + i + "]",
                        "is not offered, allowed are " + List.of(LOGPROBS, REASONING));
            }
        }
        Integer top = body.whole("top_logprobs", 0, TOP_LOGPROBS_MAX);
        if (top == null) {
            return wanted ? Integer.valueOf(0) : null;
        }
        // OpenAI's own default is 0 without asking for any.
        return wanted || top > 0 ? top : null;
    }
}
