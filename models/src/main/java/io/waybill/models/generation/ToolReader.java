package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.models.generation.GenerationEvent.ChoiceEnd;
import io.waybill.models.generation.GenerationEvent.Piece;
import io.waybill.models.generation.GenerationEvent.TokenLogprob;
import io.waybill.models.generation.GenerationEvent.ToolPiece;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the calls of tools in the text of one choice while it is made. A call is told when it is whole; what only looks
 * like one, or calls a tool that there is none of, stays text. Not thread-safe.
 */
public final class ToolReader {

    /** Templates of Mistral refuse ids of another length. */
    private static final int MISTRAL_ID_CHARS = 9;

    private static final int ID_CHARS = 24;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final ToolFormat format;
    private final Set<String> names;
    private final int choice;
    private final boolean several;
    private final StringBuilder held = new StringBuilder();
    private final List<TokenLogprob> logprobs = new ArrayList<>();
    private final List<GenerationEvent> events = new ArrayList<>();
    private String opened = "";
    private boolean inCall;
    private boolean said;
    private int tokens;
    private int calls;

    /**
     * Reads one choice.
     *
     * @param choice from 0
     * @param several whether more than the first call is wanted
     */
    public ToolReader(ToolFormat format, Prompt.Chat chat, int choice, boolean several) {
        this.format = requireNonNull(format, "format");
        this.names = chat.tools().stream().map(Tool::name).collect(Collectors.toUnmodifiableSet());
        this.choice = choice;
        this.several = several;
    }

    /** {@return what is to be told now instead of a piece} */
    public List<GenerationEvent> piece(Piece piece) {
        held.append(piece.text());
        logprobs.addAll(piece.logprobs());
        tokens += piece.tokens();
        read(false);
        if (events.isEmpty()) {
            // What is held back was made, and is paid for where the answer is cut here.
            text("", List.of());
        }
        return taken();
    }

    /** {@return what is to be told at the end of the choice, the end with it} */
    public List<GenerationEvent> end(ChoiceEnd end) {
        read(true);
        boolean called = calls > 0 && end.finishReason().equals("stop");
        events.add(called ? new ChoiceEnd(choice, "tool_calls") : end);
        return taken();
    }

    private List<GenerationEvent> taken() {
        List<GenerationEvent> made = List.copyOf(events);
        events.clear();
        return made;
    }

    private void read(boolean last) {
        boolean more = true;
        while (more) {
            more = inCall ? readCall(last) : readText(last);
        }
    }

    /** {@return whether something may be left to read} */
    private boolean readText(boolean last) {
        int at = held.indexOf(format.marker());
        if (at >= 0) {
            tell(at);
            open(format.marker());
            return true;
        }
        if (format == ToolFormat.llama
                && !said
                && held.toString().stripLeading().startsWith("{")) {
            open("");
            return true;
        }
        if (!last) {
            tell(held.length() - possibleMarker());
        } else if (calls > 0 && held.toString().isBlank()) {
            held.setLength(0);
        } else {
            tell(held.length());
        }
        return false;
    }

    private void open(String with) {
        held.delete(0, with.length());
        opened = with;
        inCall = true;
    }

    private boolean readCall(boolean last) {
        int end = format.close().isEmpty() ? -1 : held.indexOf(format.close());
        if (end < 0 && !last) {
            return false;
        }
        int to = end < 0 ? held.length() : end;
        int over = end < 0 ? to : end + format.close().length();
        List<ToolCall> found = calls(held.substring(0, to));
        inCall = false;
        if (found.isEmpty()) {
            held.insert(0, opened);
            say(over + opened.length());
        } else {
            held.delete(0, over);
            found.forEach(this::call);
        }
        return end >= 0;
    }

    private void call(ToolCall call) {
        if (calls > 0 && !several) {
            return;
        }
        events.add(new ToolPiece(choice, calls, call.id(), call.name(), "", tokens));
        events.add(new ToolPiece(choice, calls, null, null, call.arguments(), 0));
        tokens = 0;
        logprobs.clear();
        calls++;
    }

    /** Tells a text before a call, or of no call; blanks between calls are nobody's. */
    private void tell(int length) {
        if (held.substring(0, length).isBlank() && (calls > 0 || length < held.length())) {
            held.delete(0, length);
            return;
        }
        say(length);
    }

    private void say(int length) {
        if (length > 0) {
            said = true;
            String text = held.substring(0, length);
            held.delete(0, length);
            text(text, logprobs);
            logprobs.clear();
        }
    }

    private void text(String text, List<TokenLogprob> of) {
        events.add(new Piece(choice, text, of, tokens));
        tokens = 0;
    }

    /** {@return length of the end that may become a marker, with the blanks before it} */
    private int possibleMarker() {
        String marker = format.marker();
        int length = Math.min(marker.length() - 1, held.length());
        while (length > 0 && held.indexOf(marker.substring(0, length), held.length() - length) < 0) {
            length--;
        }
        int from = held.length() - length;
        while (from > 0 && Character.isWhitespace(held.charAt(from - 1))) {
            from--;
        }
        return held.length() - from;
    }

    /** {@return the calls of a text that is nothing else; empty where it is none} */
    private List<ToolCall> calls(String text) {
        List<ToolCall> found = new ArrayList<>();
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
            while (values.hasNextValue()) {
                JsonNode value = values.nextValue();
                for (JsonNode one : value.isArray() ? value : List.of(value)) {
                    found.add(call(one));
                }
            }
            return found;
        } catch (IOException _) {
            return List.of();
        }
    }

    private ToolCall call(JsonNode value) throws IOException {
        String name = value.path("name").asText("");
        JsonNode arguments = value.has("arguments") ? value.get("arguments") : value.path("parameters");
        if (!names.contains(name) || !(arguments.isObject() || arguments.isTextual())) {
            throw new IOException("no call of a tool");
        }
        return new ToolCall(newId(), name, arguments.isTextual() ? arguments.textValue() : arguments.toString());
    }

    private String newId() {
        String random = UUID.randomUUID().toString().replace("-", "");
        return format == ToolFormat.mistral
                ? random.substring(random.length() - MISTRAL_ID_CHARS)
                : "call_" + random.substring(0, ID_CHARS);
    }
}
