package io.waybill.activities.batch;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.file.OutputFiles;
import io.waybill.activities.file.OutputFiles.NewOutput;
import io.waybill.activities.file.OutputFiles.Segment;
import io.waybill.activities.id.Ids;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.AssembledBatch;
import io.waybill.workflows.batch.ItemState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the output and the error file of a batch of what its runs wrote: lists of ranges, in input order. */
@Component
final class Assembler {

    /** Rows read at once. */
    private static final int PAGE_ROWS = 5_000;

    private static final String JSON_LINES = "application/x-ndjson";

    private final BatchRows rows;
    private final BatchMapper batches;
    private final ItemMapper items;
    private final EndedItemMapper ended;
    private final ChunkRunMapper runs;
    private final OutcomeBlocks outcomes;
    private final OutputFiles files;
    private final ObjectStore objects;
    private final Transactions transactions;

    Assembler(
            BatchRows rows,
            BatchMapper batches,
            ItemMapper items,
            EndedItemMapper ended,
            ChunkRunMapper runs,
            OutcomeBlocks outcomes,
            OutputFiles files,
            ObjectStore objects,
            Transactions transactions) {
        this.rows = rows;
        this.batches = batches;
        this.items = items;
        this.ended = ended;
        this.runs = runs;
        this.outcomes = outcomes;
        this.files = files;
        this.objects = objects;
        this.transactions = transactions;
    }

    AssembledBatch assemble(String batchId, Heartbeat heartbeat) {
        UUID id = BatchRows.id(batchId);
        BatchRow batch = rows.find(id);
        if (batch.outputFileId() != null || batch.errorFileId() != null) {
            return answer(batch.outputFileId(), batch.errorFileId(), batch.counts());
        }
        if (batch.counts().pending() > 0) {
            throw BatchFailure.REQUEST_WRONG.because(
                    batch.counts().pending() + " items of the batch have not ended, its files cannot be made");
        }
        var output = new OutputBuilder(objects, heartbeat);
        var errors = new OutputBuilder(objects, heartbeat);
        try {
            String errorsKey = ObjectKeys.errors(batch.accountId().toString(), batchId);
            if (!ended.unanswered(id, -1, 1).isEmpty()) {
                objects.put(errorsKey, new ErrorLineStream(ended, id, batchId, heartbeat), JSON_LINES);
            }
            String reusedKey = ObjectKeys.reused(batch.accountId().toString(), batchId);
            int[] reused = batch.reuse() ? reused(batch, batchId, reusedKey, heartbeat) : new int[0];
            walk(batch, batchId, errorsKey, reusedKey, reused, output, errors, heartbeat);
            return publish(batch, batchId, output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException("the files of " + batchId + " cannot be made", e);
        }
    }

    /** {@return how long each line is of items that others answered, after copying them} */
    private int[] reused(BatchRow batch, String batchId, String key, Heartbeat heartbeat) throws IOException {
        if (ended.reused(batch.id(), -1, 1).isEmpty()) {
            return new int[0];
        }
        var lines = new ReusedLines(items, objects, new RunLines(runs, outcomes, batch.id()), batch.id(), batchId);
        var stream = new ReusedLineStream(ended, lines, batch.id(), heartbeat);
        objects.put(key, stream, JSON_LINES);
        new ReusedCopies(items, objects, batch.id(), batch.accountId().toString(), batchId).index(stream.lengths());
        return stream.lengths();
    }

    private void walk(
            BatchRow batch,
            String batchId,
            String errorsKey,
            String reusedKey,
            int[] reused,
            OutputBuilder output,
            OutputBuilder errors,
            Heartbeat heartbeat)
            throws IOException {
        var lines = new RunLines(runs, outcomes, batch.id());
        long synthesized = 0;
        long copied = 0;
        int answered = 0;
        int after = -1;
        while (true) {
            List<EndedItemRow> page = ended.page(batch.id(), after, PAGE_ROWS);
            for (EndedItemRow item : page) {
                Integer chunk = item.chunk();
                Integer wave = item.wave();
                if (item.itemState() == ItemState.reused) {
                    output.add(reusedKey, copied, reused[answered]);
                    copied += reused[answered];
                    answered++;
                } else if (chunk == null || wave == null) {
                    int length = ErrorLine.of(batchId, item).length;
                    errors.add(errorsKey, synthesized, length);
                    synthesized += length;
                } else {
                    RunLines.Place place = lines.find(chunk, wave, item.index());
                    (item.itemState() == ItemState.succeeded ? output : errors)
                            .add(place.key(), place.offset(), place.length());
                }
            }
            if (page.size() < PAGE_ROWS) {
                return;
            }
            after = page.getLast().index();
            heartbeat.at(0);
        }
    }

    private AssembledBatch publish(BatchRow batch, String batchId, OutputBuilder output, OutputBuilder errors)
            throws IOException {
        List<Segment> outputSegments = output.finish();
        List<Segment> errorSegments = errors.finish();
        Long seconds = batches.outputSeconds(batch.id());
        Duration readable = seconds == null ? null : Duration.ofSeconds(seconds);
        NewOutput outputFile = output.lines() == 0 ? null : file(batch, batchId, "output", output, readable);
        NewOutput errorFile = errors.lines() == 0 ? null : file(batch, batchId, "error", errors, readable);
        return transactions.call(() -> {
            rows.stand(batch.id());
            if (outputFile != null) {
                files.publish(outputFile, outputSegments);
            }
            if (errorFile != null) {
                files.publish(errorFile, errorSegments);
            }
            UUID outputId = outputFile == null ? null : outputFile.id();
            UUID errorId = errorFile == null ? null : errorFile.id();
            batches.publish(batch.id(), outputId, errorId);
            return answer(outputId, errorId, batch.counts());
        });
    }

    private static NewOutput file(
            BatchRow batch, String batchId, String kind, OutputBuilder content, @Nullable Duration readable) {
        return new NewOutput(
                fileId(batch.id(), kind),
                batch.accountId(),
                batch.id(),
                batchId + "_" + kind + ".jsonl",
                content.sha256(),
                content.lines(),
                readable);
    }

    /** A function of the batch; with the batch's time in front, so that files sort by age among others. */
    private static UUID fileId(UUID batch, String kind) {
        UUID named = UUID.nameUUIDFromBytes((batch + ":" + kind).getBytes(StandardCharsets.US_ASCII));
        return new UUID(batch.getMostSignificantBits(), named.getLeastSignificantBits());
    }

    private static AssembledBatch answer(@Nullable UUID output, @Nullable UUID error, BatchCounts counts) {
        return new AssembledBatch(
                output == null ? null : Ids.render(Ids.FILE, output),
                error == null ? null : Ids.render(Ids.FILE, error),
                counts.succeeded(),
                counts.ended() - counts.succeeded());
    }
}
