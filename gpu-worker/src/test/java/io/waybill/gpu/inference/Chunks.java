package io.waybill.gpu.inference;

import io.waybill.models.catalog.InstalledModel;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.inference.InferChunk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines and chunks with telling defaults. */
public final class Chunks {

    /** The account of all of them. */
    public static final String ACCOUNT = "acc_1";

    private Chunks() {}

    /** {@return a line of {@code model}} */
    public static String line(String customId, String model, String text) {
        return "{\"custom_id\":\"" + customId
                + "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"" + model + "\",\"input\":\""
                + text + "\"}}";
    }

    /** {@return the chunk of all of these lines, which become the batch's segment} */
    public static InferChunk store(ObjectStore objects, String batch, InstalledModel model, int count, String... lines)
            throws IOException {
        return store(objects, batch, model, count, List.of(), lines);
    }

    /** {@return a run of {@code only} of these lines, which become the batch's segment} */
    public static InferChunk store(
            ObjectStore objects, String batch, InstalledModel model, int count, List<Integer> only, String... lines)
            throws IOException {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        String segment = "segments/" + batch + ".jsonl";
        objects.put(segment, bytes, "application/jsonl");
        ChunkRef ref = new ChunkRef(
                0,
                model.manifest().pool(),
                model.manifest().id(),
                model.digest(),
                "embed",
                segment,
                0,
                bytes.length,
                0,
                lines.length,
                count,
                100,
                60);
        return new InferChunk(batch, ACCOUNT, Lane.low, ref, 0, only);
    }
}
