package io.waybill.activities.batch;

import io.temporal.activity.Activity;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.outcome.OutcomeObject;
import io.waybill.workflows.inference.InferChunk;
import io.waybill.workflows.inference.InferenceActivities;
import io.waybill.workflows.inference.InferredChunk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Writes real outcomes; an item whose text begins with {@code fail} fails, {@code wait} takes until it is cancelled.
 */
final class FakeInferenceActivities implements InferenceActivities {

    private final ObjectStore objects;

    FakeInferenceActivities(ObjectStore objects) {
        this.objects = objects;
    }

    @Override
    public InferredChunk infer(InferChunk chunk) {
        var fake = new FakeInference(objects, chunk.accountId(), chunk.batchId());
        Set<Integer> only = Set.copyOf(chunk.only());
        try {
            String text = new String(
                    objects.read(chunk.ref().segment(), chunk.ref().offset(), (int)
                            chunk.ref().length()),
                    StandardCharsets.UTF_8);
            if (text.contains("wait for")) {
                waitForTheEnd();
            }
            OutcomeObject outcome = fake.outcome(
                    chunk.ref(), index -> only.isEmpty() || only.contains(index), _ -> text.contains("fail please"));
            objects.putIfAbsent(
                    ObjectKeys.outcome(
                            chunk.accountId(), chunk.batchId(), chunk.ref().chunk(), chunk.wave()),
                    outcome.content(),
                    "application/octet-stream");
            return new InferredChunk(
                    chunk.ref().chunk(),
                    chunk.wave(),
                    outcome.block().resultBytes(),
                    outcome.block().errorBytes(),
                    outcome.outcomeBytes(),
                    outcome.sha256(),
                    outcome.block().succeeded(),
                    outcome.block().failed(),
                    List.of(),
                    outcome.block().tokens(),
                    1,
                    "test:1");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void waitForTheEnd() {
        var never = new CountDownLatch(1);
        try {
            while (!never.await(100, TimeUnit.MILLISECONDS)) {
                Activity.getExecutionContext().heartbeat(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
