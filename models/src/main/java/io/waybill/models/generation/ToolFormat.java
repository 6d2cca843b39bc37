package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** How models of a family write calls of tools into their answers, as their chat templates tell them to. */
public enum ToolFormat {
    /** Hermes, Qwen and many others: each call, a JSON object, between two tags. */
    hermes("<tool_call>", "</tool_call>", "<tool_call>\n", "\n</tool_call>", "arguments"),
    /** Mistral: a marker, then an array of calls to the end of the answer. */
    mistral("[TOOL_CALLS]", "", "[TOOL_CALLS] [", "]", "arguments"),
    /** Llama 3: the answer is the call, a marker before it or not. */
    llama("<|python_tag|>", "", "", "", "parameters");

    /** A call in XML, or in Mistral's later form, which is not JSON throughout. */
    private static final List<String> OTHERS = List.of("<function=", "[ARGS]");

    private final String marker;
    private final String close;
    private final String before;
    private final String after;
    private final String arguments;

    ToolFormat(String marker, String close, String before, String after, String arguments) {
        this.marker = requireNonNull(marker, "marker");
        this.close = requireNonNull(close, "close");
        this.before = requireNonNull(before, "before");
        this.after = requireNonNull(after, "after");
        this.arguments = requireNonNull(arguments, "arguments");
    }

    /** {@return the form that a chat template asks for; empty where it asks for none that is known} */
    static Optional<ToolFormat> of(String template) {
        if (OTHERS.stream().anyMatch(template::contains)) {
            return Optional.empty();
        }
        for (ToolFormat format : values()) {
            if (template.contains(format.marker)) {
                return Optional.of(format);
            }
        }
        // Later templates of Llama 3 name no marker.
        return template.contains("\"parameters\"") && template.contains("\"name\"")
                ? Optional.of(llama)
                : Optional.empty();
    }

    /** {@return what a call begins with; a control token of some vocabularies} */
    public String marker() {
        return marker;
    }

    /** {@return what stands behind a call; empty where the end of the answer ends it} */
    String close() {
        return close;
    }

    /** {@return what a model says before the JSON of its only call} */
    String before() {
        return before;
    }

    /** {@return what a model says behind the JSON of its only call} */
    String after() {
        return after;
    }

    /** {@return the name under which a call has its arguments} */
    String arguments() {
        return arguments;
    }
}
