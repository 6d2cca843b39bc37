package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.file.Files;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.id.Ids;
import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.StoredObject;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkPage;
import io.waybill.workflows.batch.ChunkQuery;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.HeldBatch;
import io.waybill.workflows.batch.HoldBatch;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import io.waybill.workflows.batch.PreparedBatch;
import io.waybill.workflows.batch.SettleChunks;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Batches over a started module, step by step, as the workflow would call them. */
final class BatchWorld {

    /** What {@code echo} costs an item in lane low: 1,000 a million, halved. */
    static final long ITEM_NANOS = 500_000;

    private final TestActivities activities;
    private final ObjectStore objects;

    BatchWorld(TestActivities activities) {
        this.activities = activities;
        this.objects = activities.bean(ObjectStore.class);
    }

    BatchSteps steps() {
        return steps(_ -> {});
    }

    BatchSteps steps(Heartbeat heartbeat) {
        return new BatchSteps(
                activities.bean(Preparer.class),
                activities.bean(Lifecycle.class),
                activities.bean(Settlement.class),
                activities.bean(Assembler.class),
                activities.bean(Attestation.class),
                activities.bean(Appender.class),
                activities.bean(AdditionStore.class),
                heartbeat);
    }

    /** {@return an account that can pay for a million items} */
    UUID account() {
        return activities.account(1_000_000 * ITEM_NANOS).id();
    }

    /** {@return the id of a new batch of these lines} */
    String submit(UUID account, boolean quarantine, String content) {
        return submit(account, quarantine, content.getBytes(StandardCharsets.UTF_8));
    }

    String submit(UUID account, boolean quarantine, byte[] content) {
        UUID id = Ids.next(Clock.systemUTC());
        String batchId = Ids.render(Ids.BATCH, id);
        try {
            StoredObject segment =
                    objects.put(ObjectKeys.segment(account.toString(), batchId, 0), content, "application/x-ndjson");
            activities.bean(Batches.class).create(newBatch(id, account, quarantine, segment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return batchId;
    }

    /** {@return the id of a new batch of these lines whose results are readable so long; null for the default} */
    String submit(UUID account, String content, @Nullable Duration readable, boolean reuse) {
        UUID id = Ids.next(Clock.systemUTC());
        String batchId = Ids.render(Ids.BATCH, id);
        try {
            StoredObject segment = objects.put(
                    ObjectKeys.segment(account.toString(), batchId, 0),
                    content.getBytes(StandardCharsets.UTF_8),
                    "application/x-ndjson");
            NewBatch plain = newBatch(id, account, false, segment);
            activities
                    .bean(Batches.class)
                    .create(new NewBatch(
                            plain.id(),
                            plain.accountId(),
                            plain.keyId(),
                            plain.dialect(),
                            plain.lane(),
                            plain.name(),
                            plain.endpoint(),
                            plain.quarantine(),
                            plain.inputFileId(),
                            plain.segmentKey(),
                            plain.segmentBytes(),
                            plain.segmentSha256(),
                            plain.completionWindow(),
                            plain.metadata(),
                            readable,
                            new NewBatch.Terms(null, null, OnLimit.pause, null, null, reuse)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return batchId;
    }

    static NewBatch newBatch(UUID id, UUID account, boolean quarantine, StoredObject segment) {
        return new NewBatch(
                id,
                account,
                "test",
                NewBatch.Dialect.file,
                Lane.low,
                "a batch",
                "/v1/embeddings",
                quarantine,
                null,
                segment.key(),
                segment.bytes(),
                segment.sha256(),
                Duration.ofHours(24),
                Map.of("purpose", "test"));
    }

    /** {@return {@code count} good lines for model echo} */
    static String lines(int count) {
        var lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(line("item-" + i, "text number " + i)).append('\n');
        }
        return lines.toString();
    }

    static String line(String customId, String input) {
        return line(customId, "echo", input);
    }

    static String line(String customId, String model, String input) {
        return "{\"custom_id\":\"" + customId
                + "\",\"method\":\"POST\",\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"" + model
                + "\",\"input\":\"" + input + "\"}}";
    }

    /** Deletes the lines of a batch, as nothing should. */
    void loseInput(String batchId) {
        try {
            objects.delete(batch(batchId).submitted().segmentKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    PreparedBatch prepare(String batchId) {
        return steps().prepare(batchId);
    }

    HeldBatch hold(String batchId) {
        Batch batch = batch(batchId);
        return steps().hold(new HoldBatch(batchId, batch.submitted().accountId().toString(), batch.priceNanos()));
    }

    /** {@return all chunks of a batch} */
    List<ChunkRef> chunks(String batchId, PreparedBatch plan) {
        List<ChunkRef> chunks = new ArrayList<>();
        for (int shard = 0; shard < plan.shards(); shard++) {
            int after = -1;
            ChunkPage page;
            do {
                page = steps().chunks(new ChunkQuery(batchId, shard, after));
                chunks.addAll(page.chunks());
                after = page.chunks().isEmpty()
                        ? after
                        : page.chunks().getLast().chunk();
            } while (page.more());
        }
        return chunks;
    }

    FakeInference inference(String batchId) {
        return new FakeInference(objects, batch(batchId).submitted().accountId().toString(), batchId);
    }

    /** Ends a batch whose items have all ended. */
    void complete(String batchId) {
        steps().enter(new EnterState(batchId, BatchState.finalizing));
        steps().assemble(batchId);
        steps().close(new CloseBatch(batchId, BatchState.completed, null, null));
    }

    void settle(String batchId, SettleChunks.Ended... ended) {
        steps().settle(new SettleChunks(batchId, List.of(ended)));
    }

    Batch batch(String batchId) {
        UUID id = BatchRows.id(batchId);
        UUID account = activities.bean(BatchRows.class).find(id).accountId();
        return activities.bean(Batches.class).find(account, id).orElseThrow();
    }

    List<String> output(String batchId) {
        return content(batchId, batch(batchId).outputFileId());
    }

    List<String> errors(String batchId) {
        return content(batchId, batch(batchId).errorFileId());
    }

    private List<String> content(String batchId, @Nullable UUID file) {
        requireNonNull(file, "the batch has no such file");
        Files files = activities.bean(Files.class);
        StoredFile stored =
                files.find(batch(batchId).submitted().accountId(), file).orElseThrow();
        try (InputStream content = files.open(stored, 0, stored.bytes())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
