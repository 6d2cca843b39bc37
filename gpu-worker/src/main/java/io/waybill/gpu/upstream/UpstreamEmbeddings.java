package io.waybill.gpu.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.gpu.upstream.AttemptFailed.Kind;
import io.waybill.models.catalog.ModelManifest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Makes embeddings by servers that speak OpenAI's API, with the tries and limits of text. Thread-safe. */
public final class UpstreamEmbeddings implements AutoCloseable {

    /** Sixty-four vectors of 16,384 numbers of twenty characters, and more. */
    private static final int BODY_BYTES_MAX = 64 << 20;

    private final UpstreamModel model;
    private final int dimensions;

    private UpstreamEmbeddings(UpstreamModel model, int dimensions) {
        this.model = model;
        this.dimensions = dimensions;
    }

    /** {@return those of a model of engine {@code upstream}; returns at once, the servers are probed meanwhile} */
    public static UpstreamEmbeddings open(ModelManifest manifest) {
        ModelManifest.Upstream upstream = manifest.upstream();
        if (upstream == null) {
            throw new IllegalArgumentException("model " + manifest.id() + " has no upstream");
        }
        return open(manifest, UpstreamLimits.of(upstream));
    }

    static UpstreamEmbeddings open(ModelManifest manifest, UpstreamLimits limits) {
        return new UpstreamEmbeddings(new UpstreamModel(manifest, limits), manifest.dimensions());
    }

    /**
     * {@return float32[texts, dimensions], in the order of the texts}
     *
     * @param wanted whether somebody still wants it
     * @throws UpstreamFailed where no server answers, or one with vectors of another length
     */
    public float[][] embed(List<String> texts, BooleanSupplier wanted) throws InterruptedException {
        byte[] body = body(texts);
        float[][] vectors = new float[texts.size()][];
        try {
            new Tries(model, wanted, () -> true)
                    .run(attempt -> attempt.run("embeddings", "application/json", body, (exchange, response, of) -> {
                        byte[] json = exchange.body(
                                response.body(),
                                BODY_BYTES_MAX,
                                of.until(model.limits().firstEvent()));
                        of.event();
                        read(json, vectors);
                    }));
            return vectors;
        } catch (Unwanted _) {
            model.meters().ended("cancelled");
            throw new UpstreamFailed("nobody wants the answer", true);
        } catch (AttemptFailed e) {
            throw new UpstreamFailed(String.valueOf(e.getMessage()), e.kind().worthAnotherTry());
        }
    }

    private byte[] body(List<String> texts) {
        ObjectNode body = Json.MAPPER.createObjectNode().put("model", model.name());
        texts.forEach(body.putArray("input")::add);
        body.put("encoding_format", "float");
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    private void read(byte[] json, float[][] vectors) {
        Arrays.fill(vectors, null);
        int found = 0;
        for (JsonNode entry : Json.object(json).path("data")) {
            int index = entry.path("index").asInt(-1);
            if (index < 0 || index >= vectors.length || vectors[index] != null) {
                throw AttemptFailed.of(Kind.protocol);
            }
            vectors[index] = vector(entry.path("embedding"));
            found++;
        }
        if (found != vectors.length) {
            throw AttemptFailed.of(Kind.protocol);
        }
    }

    // Some servers send base64 whatever is asked for.
    private float[] vector(JsonNode node) {
        float[] vector = node.isTextual() ? decoded(node.asText()) : new float[node.size()];
        for (int i = 0; !node.isTextual() && i < vector.length; i++) {
            vector[i] = node.get(i).isNumber() ? node.get(i).floatValue() : Float.NaN;
        }
        boolean finite = true;
        for (float number : vector) {
            finite &= Float.isFinite(number);
        }
        if (vector.length != dimensions || !finite) {
            throw AttemptFailed.of(Kind.protocol);
        }
        return vector;
    }

    private static float[] decoded(String base64) {
        try {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
            float[] vector = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(vector);
            return vector;
        } catch (IllegalArgumentException | BufferUnderflowException _) {
            throw AttemptFailed.of(Kind.protocol);
        }
    }

    /** Ends what runs. */
    @Override
    public void close() {
        model.close();
    }
}
