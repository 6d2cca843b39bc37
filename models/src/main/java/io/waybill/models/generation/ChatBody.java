package io.waybill.models.generation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a body of {@code /v1/chat/completions}. */
final class ChatBody {

    private static final int TOP_LOGPROBS_MAX = 20;
    private static final int WORD_CHARS_MAX = 32;

    private final BodyFields body;

    ChatBody(BodyFields body) {
        this.body = body;
    }

    GenerationRequest read() {
        String model = CallFields.model(body);
        List<Message> messages = new ChatMessages(body).read();
        List<Tool> tools = ToolFields.tools(body, true);
        String toolChoice = ToolFields.choice(body, tools, true);
        boolean stream = CallFields.stream(body);
        boolean usage = CallFields.streamOptions(body, stream, true);
        Integer maxCompletion = CallFields.maxTokens(body, "max_completion_tokens");
        Integer max = CallFields.maxTokens(body, "max_tokens");
        if (maxCompletion != null && max != null) {
            throw BodyFields.invalid(
                    body.param("max_tokens"), "is given beside max_completion_tokens, allowed is one of them");
        }
        GenerationRequest request = new GenerationRequest(
                GenerationEndpoint.chat,
                model,
                new Prompt.Chat(messages, tools, toolChoice),
                CallFields.sampling(body, topLogprobs()),
                FormatFields.ofChat(body),
                maxCompletion == null ? max : maxCompletion,
                CallFields.n(body),
                stream,
                usage,
                new RequestNotes(
                        maxCompletion == null ? "max_tokens" : "max_completion_tokens",
                        null,
                        CallFields.metadata(body),
                        !Boolean.FALSE.equals(body.flag("parallel_tool_calls"))));
        CallFields.ignored(body);
        CallFields.store(body);
        body.optionalText("reasoning_effort", WORD_CHARS_MAX);
        body.optionalText("verbosity", WORD_CHARS_MAX);
        modalities();
        body.refuse("audio", "the models answer with text");
        body.refuse("prediction", "no model here takes one");
        body.refuse("web_search_options", "no model here searches");
        body.refuse("functions", "use tools");
        body.refuse("function_call", "use tool_choice");
        body.end();
        return request;
    }

    private @Nullable Integer topLogprobs() {
        boolean wanted = Boolean.TRUE.equals(body.flag("logprobs"));
        Integer top = body.whole("top_logprobs", 0, TOP_LOGPROBS_MAX);
        if (top != null && !wanted) {
            throw BodyFields.invalid(body.param("top_logprobs"), "is given without logprobs, allowed is it with true");
        }
        if (!wanted) {
            return null;
        }
        return top == null ? Integer.valueOf(0) : top;
    }

    private void modalities() {
        ArrayNode modalities = body.array("modalities", 2);
        if (modalities == null) {
            return;
        }
        for (JsonNode modality : modalities) {
            if (!"text".equals(modality.textValue())) {
                throw BodyFields.invalid(body.param("modalities"), "asks for more than text, allowed is [\"text\"]");
            }
        }
    }
}
