package io.waybill.activities.batch;

import io.waybill.activities.id.Ids;
import io.waybill.workflows.batch.BatchProgress;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Finds the batch of a step, and writes its counts. */
@Component
final class BatchRows {

    private final BatchMapper batches;

    BatchRows(BatchMapper batches) {
        this.batches = batches;
    }

    /** {@return the id in the workflow's spelling as the database has it} */
    static UUID id(String batchId) {
        return Ids.parse(Ids.BATCH, batchId)
                .orElseThrow(() -> BatchFailure.BATCH_UNKNOWN.because("no batch has the id " + batchId));
    }

    BatchRow find(UUID id) {
        return batches.find(id)
                .orElseThrow(
                        () -> BatchFailure.BATCH_UNKNOWN.because("no batch has the id " + Ids.render(Ids.BATCH, id)));
    }

    /** {@return the batch, which nobody else's step writes until the caller's transaction ends} */
    BatchRow stand(UUID id) {
        batches.stand(id);
        return find(id);
    }

    BatchProgress write(UUID id, BatchCounts counts) {
        batches.count(id, counts, Json.of(counts.errors()));
        return counts.progress();
    }
}
