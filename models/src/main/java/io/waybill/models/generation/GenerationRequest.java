package io.waybill.models.generation;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.request.ItemError;
import io.waybill.models.request.RequestProblem;
import io.waybill.models.request.RequestRejected;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A call that generates text, whichever endpoint it came by.
 *
 * @param endpoint whose form the answer has
 * @param model model id
 * @param prompt what to go on from
 * @param sampling how tokens are chosen
 * @param format what the answer must look like
 * @param maxTokens most tokens of an answer; null where the client does not say
 * @param n answers to each text or conversation, 1 or more
 * @param stream whether the client wants the answer as it is made
 * @param includeUsage whether a stream ends with an event that tells of usage
 * @param notes what the answer repeats
 */
public record GenerationRequest(
        GenerationEndpoint endpoint,
        String model,
        Prompt prompt,
        Sampling sampling,
        OutputFormat format,
        @Nullable Integer maxTokens,
        int n,
        boolean stream,
        boolean includeUsage,
        RequestNotes notes) {

    /** The task a model must serve. */
    public static final String TASK = ModelManifest.CHAT;

    /** Checks that what must be there is. */
    public GenerationRequest {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(model, "model");
        requireNonNull(prompt, "prompt");
        requireNonNull(sampling, "sampling");
        requireNonNull(format, "format");
        requireNonNull(notes, "notes");
    }

    /** A request of a client that leaves no notes. */
    public GenerationRequest(
            GenerationEndpoint endpoint,
            String model,
            Prompt prompt,
            Sampling sampling,
            OutputFormat format,
            @Nullable Integer maxTokens,
            int n,
            boolean stream,
            boolean includeUsage) {
        this(endpoint, model, prompt, sampling, format, maxTokens, n, stream, includeUsage, RequestNotes.NONE);
    }

    /** {@return answers in all: n for each text of the prompt} */
    public int choices() {
        return prompt instanceof Prompt.Text text ? n * text.texts().size() : n;
    }

    /** {@return whether an engine that is reproducible answers it the same each time} */
    public boolean isReproducible() {
        Double temperature = sampling.temperature();
        return temperature != null && temperature == 0 && sampling.seed() != null;
    }

    /** {@return this request with answers of at most {@code most} tokens} */
    public GenerationRequest withMaxTokens(int most) {
        return new GenerationRequest(endpoint, model, prompt, sampling, format, most, n, stream, includeUsage, notes);
    }

    /**
     * {@return the model that this request names}
     *
     * @param prefix goes before the names of fields in errors: {@code body.} for a line, empty for a call
     * @throws RequestRejected with {@link ItemError#model_not_found} where there is none, or it serves another task
     */
    public InstalledModel resolve(ModelCatalog catalog, String prefix) {
        InstalledModel found = catalog.find(model).orElse(null);
        if (found == null || !found.manifest().task().equals(TASK)) {
            TreeSet<String> allowed = new TreeSet<>();
            catalog.models().stream()
                    .map(InstalledModel::manifest)
                    .filter(manifest -> manifest.task().equals(TASK))
                    .forEach(manifest -> allowed.add(manifest.id()));
            String what = found == null ? "there is no such model" : "the model generates no text";
            throw new RequestRejected(
                    new RequestProblem(ItemError.model_not_found, prefix + "model", what + "; allowed are " + allowed));
        }
        return found;
    }

    /**
     * Checks what depends on the model, except the length of the prompt.
     *
     * @param model what counts prompts of the model, and knows what it can do
     * @throws RequestRejected for more tokens than the model makes, or for what its engine cannot do
     */
    public void check(ModelManifest manifest, PromptCounter model, String prefix) {
        Integer wanted = maxTokens();
        int most = manifest.limits().output();
        if (wanted != null && wanted > most) {
            throw BodyFields.invalid(
                    prefix + notes.maxTokensField(), "is " + wanted + ", allowed is 1 to " + most + " for this model");
        }
        model.capabilities().check(this, prefix);
        String schema = format.schema();
        if (manifest.engine().equals("llama") && schema != null) {
            checkSchema(schema, prefix);
        }
        if (manifest.engine().equals("llama") && prompt instanceof Prompt.Chat chat) {
            checkTools(chat, prefix);
        }
    }

    /** A model that must call a tool is held to a grammar; one that may call one cannot be held to another. */
    private void checkTools(Prompt.Chat chat, String prefix) {
        if (chat.tools().isEmpty() || chat.toolChoice().equals("none")) {
            return;
        }
        boolean responses = endpoint == GenerationEndpoint.responses;
        if (format.kind() != OutputFormat.Kind.text) {
            throw BodyFields.invalid(
                    prefix + (responses ? "text.format" : "response_format"),
                    "is given beside tools, which this model cannot do: leave one of them out");
        }
        ToolGrammar.check(chat, prefix + "tools", responses ? "" : ".function");
    }

    /** The engine holds answers to a grammar, which not every schema can be written as. */
    private void checkSchema(String schema, String prefix) {
        try {
            JsonGrammar.of(schema);
        } catch (RequestRejected e) {
            String field = endpoint == GenerationEndpoint.responses ? "text.format" : "response_format";
            throw BodyFields.invalid(prefix + field, e.problem().message());
        }
    }

    /**
     * Counts the prompt and bounds the answer: by what the client says, else by the model's default or what the context
     * leaves, whichever is less.
     *
     * @param counter of this request's model
     * @throws RequestRejected with {@link ItemError#context_length_exceeded} where prompt, or prompt and answer, are
     *     longer than the context; with the numbers
     */
    public CountedRequest counted(ModelManifest manifest, PromptCounter counter, String prefix) {
        // What a server of others will count is bounded from above: nobody pays for more than the context holds.
        int context = manifest.limits().context();
        int total = 0;
        int longest = 0;
        String longestName = prefix + promptField();
        if (prompt instanceof Prompt.Text text && text.texts().size() > 1) {
            for (int i = 0; i < text.texts().size(); i++) {
                GenerationRequest one = withPrompt(text.only(i));
                int most = counter.count(one);
                int tokens = counter.least(one, most);
                total += Math.max(tokens, Math.min(most, context));
                if (tokens > longest) {
                    longest = tokens;
                    longestName = prefix + "prompt[" + i + "]";
                }
            }
        } else {
            int most = counter.count(this);
            longest = counter.least(this, most);
            total = Math.max(longest, Math.min(most, context));
        }
        return new CountedRequest(withMaxTokens(bound(manifest, longest, longestName, prefix)), total);
    }

    private int bound(ModelManifest manifest, int promptTokens, String promptName, String prefix) {
        int context = manifest.limits().context();
        int left = context - promptTokens;
        if (left < 1) {
            throw exceeded(
                    promptName,
                    promptName + " has " + promptTokens + " tokens, allowed are at most " + (context - 1)
                            + ": the model's context is " + context + " tokens, with the answer");
        }
        Integer wanted = maxTokens();
        if (wanted == null) {
            return Math.min(manifest.limits().outputDefault(), left);
        }
        if (wanted > left) {
            String param = prefix + notes.maxTokensField();
            throw exceeded(
                    param,
                    param + " is " + wanted + " and " + promptName + " has " + promptTokens + " tokens, "
                            + (promptTokens + wanted) + " together, allowed are at most " + context
                            + ", the model's context");
        }
        return wanted;
    }

    private String promptField() {
        return switch (endpoint) {
            case chat -> "messages";
            case completions -> "prompt";
            case responses -> "input";
        };
    }

    private GenerationRequest withPrompt(Prompt other) {
        return new GenerationRequest(
                endpoint, model, other, sampling, format, maxTokens, n, stream, includeUsage, notes);
    }

    private static RequestRejected exceeded(String param, String message) {
        return new RequestRejected(new RequestProblem(ItemError.context_length_exceeded, param, message));
    }
}
