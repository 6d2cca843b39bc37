package io.waybill.activities.batch;

import io.waybill.models.request.EmbeddingRequest;
import io.waybill.models.request.ItemLine;
import io.waybill.models.request.RequestRejected;
import io.waybill.storage.line.Line;
import io.waybill.storage.line.LineReader;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.outcome.OutcomeObject;
import io.waybill.storage.outcome.OutcomeWriter;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.SettleChunks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** Writes real outcome objects without a model: the texts themselves are the results. */
final class FakeInference {

    private final ObjectStore objects;
    private final String accountId;
    private final String batchId;

    FakeInference(ObjectStore objects, String accountId, String batchId) {
        this.objects = objects;
        this.accountId = accountId;
        this.batchId = batchId;
    }

    /** Runs a whole chunk; every item succeeds. */
    SettleChunks.Ended run(ChunkRef ref) {
        return run(ref, 0, _ -> true, _ -> false);
    }

    /**
     * Runs items of a chunk.
     *
     * @param only which
     * @param failing which of them fail
     */
    SettleChunks.Ended run(ChunkRef ref, int wave, IntPredicate only, IntPredicate failing) {
        return store(ref.chunk(), wave, ref, only, failing);
    }

    /** Runs a chunk and stores its outcome as that of another, as nobody should. */
    SettleChunks.Ended runAs(int chunk, int wave, ChunkRef ref) {
        return store(chunk, wave, ref, _ -> true, _ -> false);
    }

    private SettleChunks.Ended store(int chunk, int wave, ChunkRef ref, IntPredicate only, IntPredicate failing) {
        try {
            OutcomeObject outcome = outcome(ref, only, failing);
            objects.putIfAbsent(
                    ObjectKeys.outcome(accountId, batchId, chunk, wave), outcome.content(), "application/octet-stream");
            return new SettleChunks.Ended(
                    chunk,
                    wave,
                    outcome.block().resultBytes(),
                    outcome.block().errorBytes(),
                    outcome.outcomeBytes(),
                    outcome.sha256(),
                    "host:1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OutcomeObject outcome(ChunkRef ref, IntPredicate only, IntPredicate failing) throws IOException {
        var writer = new OutcomeWriter();
        try (LineReader lines = LineReader.at(
                objects.open(ref.segment(), ref.offset(), ref.length()), ref.offset(), ref.firstIndex() + 1L)) {
            for (Line line = lines.next(); line != null; line = lines.next()) {
                int index = (int) line.number() - 1;
                if (only.test(index)) {
                    add(writer, ref, line, index, failing.test(index));
                }
            }
        }
        return writer.finish();
    }

    private static void add(OutcomeWriter writer, ChunkRef ref, Line line, int index, boolean fails) {
        try {
            ItemLine item = ItemLine.parse(line.buffer(), line.from(), line.to());
            EmbeddingRequest request = EmbeddingRequest.parse(item);
            if (!request.model().equals(ref.model())) {
                return;
            }
            String what = fails ? "failed" : "done";
            byte[] text = ("{\"custom_id\":\"" + item.customId() + "\",\"index\":" + index + ",\"" + what + "\":true}")
                    .getBytes(StandardCharsets.UTF_8);
            if (fails) {
                writer.failed(index, "engine_error", 0, 1, item.bodySha256(), text);
            } else {
                writer.succeeded(index, 3, 1, item.bodySha256(), text);
            }
        } catch (RequestRejected _) {
            // A line that did not pass validation is not the chunk's.
        }
    }
}
