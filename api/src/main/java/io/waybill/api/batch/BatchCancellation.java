package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.id.Ids;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Asks a batch to end. */
@Component
final class BatchCancellation {

    private static final String REASON = "by the client";

    /** How long an engine that is down usually needs to be back. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    private final BatchEngine engine;

    BatchCancellation(BatchEngine engine) {
        this.engine = engine;
    }

    /**
     * Cancels {@code batch}; one that has ended is left as it is. A batch whose workflow could not be started before is
     * started, so that it ends the way all do.
     */
    void cancel(Batch batch) {
        if (batch.state().isTerminal()) {
            return;
        }
        var submitted = batch.submitted();
        var id = Ids.render(Ids.BATCH, submitted.id());
        try {
            if (!engine.cancel(id, REASON) && !engine.knows(id)) {
                engine.submit(submitted, batch.expiresAt());
                engine.cancel(id, REASON);
            }
        } catch (EngineUnavailable e) {
            throw new ApiFailure(ApiError.ENGINE_UNAVAILABLE, "the batch could not be told; try again")
                    .retryAfter(OUTAGE)
                    .causedBy(e);
        }
    }
}
