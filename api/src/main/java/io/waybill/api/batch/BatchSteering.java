package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.id.Ids;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gives a batch its client's commands. */
@Component
final class BatchSteering {

    private static final String REASON = "by the client";

    /** How long an engine that is down usually needs to be back. */
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    private final BatchEngine engine;

    BatchSteering(BatchEngine engine) {
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
            throw unavailable(e);
        }
    }

    /**
     * Gives {@code command} to {@code batch} and returns when it is in force.
     *
     * @throws ApiFailure where the batch's state does not allow it
     */
    void steer(Batch batch, BatchEngine.Command command) {
        var id = Ids.render(Ids.BATCH, batch.submitted().id());
        try {
            if (!engine.steer(id, command)) {
                throw forbidden("the batch is " + batch.state() + "; "
                        + (batch.state().isTerminal()
                                ? "what has ended stays as it is"
                                : "it has not begun to run yet"));
            }
        } catch (SteeringForbidden e) {
            throw forbidden(e.getMessage());
        } catch (EngineUnavailable e) {
            throw unavailable(e);
        }
    }

    private static ApiFailure forbidden(@Nullable String message) {
        return new ApiFailure(ApiError.BATCH_STATE_CONFLICT, String.valueOf(message));
    }

    private static ApiFailure unavailable(EngineUnavailable cause) {
        return new ApiFailure(ApiError.ENGINE_UNAVAILABLE, "the batch could not be told; try again")
                .retryAfter(OUTAGE)
                .causedBy(cause);
    }
}
