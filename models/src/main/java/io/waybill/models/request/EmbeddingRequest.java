package io.waybill.models.request;

import static java.util.Objects.requireNonNull;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.token.Tokenizer;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The body of a call of {@code /v1/embeddings}.
 *
 * @param model model id
 * @param inputs 1 or more texts, none empty
 * @param base64 whether vectors are wanted as base64 of little-endian float32; else as numbers
 * @param dimensions wanted length of a vector; null where the caller does not say
 * @param user the client's own name for its user; null where it gives none
 */
public record EmbeddingRequest(
        String model,
        List<String> inputs,
        boolean base64,
        @Nullable Integer dimensions,
        @Nullable String user) {

    /** The task a model must serve. */
    public static final String TASK = "embedding";

    /** Copies the list. */
    public EmbeddingRequest {
        requireNonNull(model, "model");
        inputs = List.copyOf(inputs);
    }

    /**
     * Reads a body that nobody has checked, as it comes with an interactive call.
     *
     * @param prefix goes before the names of fields in errors: {@code body.} for a line, empty for a call
     * @throws RequestRejected where it is not strict JSON, or a field is missing, unknown or wrong
     */
    public static EmbeddingRequest parse(byte[] buffer, int from, int to, String prefix) {
        return EmbeddingParser.parse(buffer, from, to, prefix, false);
    }

    /**
     * Reads the body of a line.
     *
     * @throws RequestRejected where a field is missing, unknown or wrong; with the line's custom_id
     */
    public static EmbeddingRequest parse(ItemLine line) {
        try {
            return EmbeddingParser.parse(line.buffer(), line.bodyFrom(), line.bodyTo(), "body.", true);
        } catch (RequestRejected e) {
            throw new RequestRejected(e.problem(), line.customId());
        }
    }

    /**
     * {@return the model that this request names}
     *
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
            String what = found == null ? "there is no such model" : "the model makes no embeddings";
            throw new RequestRejected(
                    new RequestProblem(ItemError.model_not_found, prefix + "model", what + "; allowed are " + allowed));
        }
        return found;
    }

    /**
     * Checks what depends on the model, except the length of the inputs.
     *
     * @throws RequestRejected for too many inputs, or dimensions that the model does not make
     */
    public void check(ModelManifest manifest, String prefix) {
        int most = manifest.limits().inputs();
        if (inputs.size() > most) {
            throw new RequestRejected(new RequestProblem(
                    ItemError.invalid_request,
                    prefix + "input",
                    prefix + "input has " + inputs.size() + " texts, allowed are 1 to " + most));
        }
        Integer wanted = dimensions();
        if (wanted != null && wanted != manifest.dimensions()) {
            throw new RequestRejected(new RequestProblem(
                    ItemError.invalid_request,
                    prefix + "dimensions",
                    prefix + "dimensions is " + wanted + ", allowed is " + manifest.dimensions()));
        }
    }

    /**
     * Counts the tokens of each input and checks them against the model's context.
     *
     * @return one count for each input, in order
     * @throws RequestRejected with {@link ItemError#context_length_exceeded}, the count and the limit
     */
    public int[] countTokens(ModelManifest manifest, Tokenizer tokenizer, String prefix) {
        int[] counts = inputs.size() == 1 ? new int[] {tokenizer.count(inputs.getFirst())} : tokenizer.count(inputs);
        requireContext(manifest, counts, prefix);
        return counts;
    }

    /**
     * Checks counts that were made elsewhere, in one batch for many requests.
     *
     * @param counts one for each input, in order
     * @throws RequestRejected with {@link ItemError#context_length_exceeded}, the count and the limit
     */
    public void requireContext(ModelManifest manifest, int[] counts, String prefix) {
        int limit = manifest.limits().context();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > limit) {
                String param = prefix + (counts.length == 1 ? "input" : "input[" + i + "]");
                throw new RequestRejected(new RequestProblem(
                        ItemError.context_length_exceeded,
                        param,
                        param + " has " + counts[i] + " tokens, allowed are at most " + limit));
            }
        }
    }
}
