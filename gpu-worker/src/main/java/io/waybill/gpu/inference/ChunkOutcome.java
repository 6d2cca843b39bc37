package io.waybill.gpu.inference;

import io.waybill.gpu.model.Embedding;
import io.waybill.models.generation.Generated;
import io.waybill.models.generation.GenerationAnswers;
import io.waybill.models.generation.GenerationEvent;
import io.waybill.models.request.ItemError;
import io.waybill.storage.outcome.ItemOutcome;
import io.waybill.storage.outcome.OutcomeBlock;
import io.waybill.storage.outcome.OutcomeObject;
import io.waybill.storage.outcome.OutcomeWriter;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferredChunk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects how the items of a run ended, in ascending order of index. Not thread-safe, except the counts. */
final class ChunkOutcome {

    private static final long NANOS_PER_MICRO = 1_000;

    private static final long MICROS_PER_MILLI = 1_000;

    /** What the lines may take of an object. */
    private static final long LINE_BYTES_MAX = OutcomeObject.BYTES_MAX - OutcomeBlock.BYTES_MAX;

    private final InferChunk chunk;
    private final OutcomeWriter writer = new OutcomeWriter();
    private final LineWriter line = new LineWriter();
    private final List<Integer> retryable = new ArrayList<>();
    private final long startedMillis = System.currentTimeMillis();
    private @Nullable String finishReason; // null where no text was made
    private long lineBytes;
    private volatile ChunkProgress progress = new ChunkProgress(0, 0, 0, 0);

    ChunkOutcome(InferChunk chunk) {
        this.chunk = chunk;
    }

    /** {@return counts so far; any thread may ask} */
    ChunkProgress progress() {
        return progress;
    }

    /** {@return indexes that are not in the object, ascending} */
    List<Integer> retryable() {
        return List.copyOf(retryable);
    }

    void read() {
        progress = new ChunkProgress(progress.done(), progress.failed(), progress.of() + 1, progress.tokens());
    }

    void made(int tokens) {
        progress = new ChunkProgress(progress.done(), progress.failed(), progress.of(), progress.tokens() + tokens);
    }

    void succeeded(ChunkItem item, List<Embedding> embeddings) {
        line.result(chunk.batchId(), chunk.ref().model(), item, embeddings);
        if (!written(item.index(), item.tokens(), micros(embeddings), item.inputSha256())) {
            failed(item, tooLong());
        }
    }

    void succeeded(GenerationItem item, int tokens, Generated generated) {
        String id = new ItemIds(chunk.batchId(), item.index()).answer();
        finishReason = generated.choices().getFirst().finishReason();
        byte[] body = GenerationAnswers.json(
                item.counted().request(), id, Instant.now().getEpochSecond(), generated);
        line.answer(chunk.batchId(), item.index(), item.customId(), body);
        int micros = (int) Math.min(generated.micros(), Integer.MAX_VALUE);
        if (!written(item.index(), tokens, micros, item.inputSha256())) {
            failed(item, new GenerationEvent.Failed(ItemError.engine_error.name(), tooLong(), null, false));
        }
    }

    /** {@return false where the line does not fit into any chunk} */
    private boolean written(int index, int tokens, int micros, String inputSha256) {
        if (lineBytes + line.length() + 1 <= LINE_BYTES_MAX) {
            writer.succeeded(index, tokens, micros, inputSha256, line.buffer(), 0, line.length());
            ended(0);
            return true;
        }
        if (writer.size() > 0) {
            // What does not fit beside the others is run again, in a smaller chunk.
            retry(index);
            return true;
        }
        return false;
    }

    private String tooLong() {
        return "the answer has " + line.length() + " bytes, allowed are " + LINE_BYTES_MAX;
    }

    void failed(ChunkItem item, String message) {
        failed(item.index(), item.customId(), item.inputSha256(), ItemError.engine_error.name(), message, null);
    }

    void failed(GenerationItem item, GenerationEvent.Failed failure) {
        failed(
                item.index(),
                item.customId(),
                item.inputSha256(),
                failure.code(),
                failure.message(),
                failure.param() == null ? null : "body." + failure.param());
    }

    private void failed(
            int index, String customId, String inputSha256, String code, String message, @Nullable String param) {
        line.error(chunk.batchId(), index, customId, code, message, param);
        byte[] bytes = Arrays.copyOf(line.buffer(), line.length());
        writer.failed(index, code, 0, 0, inputSha256, bytes);
        ended(1);
    }

    void retry(int index) {
        retryable.add(index);
    }

    private void ended(int failed) {
        lineBytes += line.length() + 1;
        progress = new ChunkProgress(progress.done() + 1, progress.failed() + failed, progress.of(), progress.tokens());
    }

    OutcomeObject finish() {
        return writer.finish();
    }

    /** {@return what the activity answers for the object that this run stored} */
    InferredChunk answer(OutcomeObject object, String worker) {
        String reason = writer.size() == 1 ? finishReason : null;
        return answer(chunk, object, retryable(), worker, startedMillis, reason);
    }

    /** {@return the items that {@code object} lacks of the run's} */
    static List<Integer> missing(List<Integer> all, OutcomeObject object) {
        Set<Integer> there = new HashSet<>();
        object.block().items().forEach(item -> there.add(item.index()));
        return all.stream().filter(index -> !there.contains(index)).toList();
    }

    /** {@return what the activity answers: all of it is read from the object, whoever wrote it} */
    static InferredChunk answer(InferChunk chunk, OutcomeObject object, List<Integer> retryable, String worker) {
        return answer(chunk, object, retryable, worker, 0, null);
    }

    private static InferredChunk answer(
            InferChunk chunk,
            OutcomeObject object,
            List<Integer> retryable,
            String worker,
            long startedMillis,
            @Nullable String finishReason) {
        OutcomeBlock block = object.block();
        long micros = block.items().stream().mapToLong(ItemOutcome::micros).sum();
        return new InferredChunk(
                chunk.ref().chunk(),
                chunk.wave(),
                block.resultBytes(),
                block.errorBytes(),
                object.outcomeBytes(),
                object.sha256(),
                block.succeeded(),
                block.failed(),
                retryable,
                block.tokens(),
                micros / MICROS_PER_MILLI,
                worker,
                startedMillis,
                finishReason);
    }

    private static int micros(List<Embedding> embeddings) {
        long nanos = embeddings.stream().mapToLong(Embedding::nanos).sum();
        return (int) Math.min(nanos / NANOS_PER_MICRO, Integer.MAX_VALUE);
    }
}
