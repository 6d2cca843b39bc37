package io.waybill.api.batch;

import io.waybill.activities.batch.Batch;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.error.Refusals;
import io.waybill.api.error.Shortfall;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Adds requests to open batches: lines to the object store, then to the batch's workflow. */
@Component
final class BatchIntake {

    private static final String LINES_TYPE = "application/jsonl";
    private static final Duration OUTAGE = Duration.ofSeconds(5);

    private final ObjectStore objects;
    private final BatchEngine engine;

    BatchIntake(ObjectStore objects, BatchEngine engine) {
        this.objects = objects;
        this.engine = engine;
    }

    /**
     * Adds the requests of {@code body}; with the same {@code appendId} again, answers the same.
     *
     * @throws ApiFailure where the body is wrong, the state does not allow it, or the money is too little
     */
    AddedItems add(Caller caller, Batch batch, byte[] body, UUID appendId) throws IOException {
        var lines = RequestLines.read(body, "request-" + appendId + "-");
        var batchId = Ids.render(Ids.BATCH, batch.submitted().id());
        if (batch.state().isTerminal()) {
            throw conflict(batch);
        }
        var key = ObjectKeys.addition(caller.accountId().toString(), batchId, appendId.toString());
        var stored = objects.put(key, lines, LINES_TYPE);
        try {
            var request =
                    new AddItems(batchId, appendId.toString(), key, stored.bytes(), stored.sha256(), caller.keyId());
            var answer = engine.add(request).orElseThrow(() -> conflict(batch));
            var code = answer.refusal();
            if (code != null) {
                throw refused(code, answer);
            }
            return answer;
        } catch (SteeringForbidden e) {
            throw new ApiFailure(ApiError.BATCH_STATE_CONFLICT, String.valueOf(e.getMessage()));
        } catch (EngineUnavailable e) {
            throw new ApiFailure(
                            ApiError.ENGINE_UNAVAILABLE,
                            "it is not known whether the requests were added; send the same call again, with ids of"
                                    + " your own or the same Idempotency-Key")
                    .retryAfter(OUTAGE)
                    .causedBy(e);
        }
    }

    private static ApiFailure conflict(Batch batch) {
        return new ApiFailure(
                ApiError.BATCH_STATE_CONFLICT, "the batch is " + batch.state() + "; nothing can be added to it");
    }

    private static ApiFailure refused(String code, AddedItems answer) {
        var message = String.valueOf(answer.message());
        return switch (code) {
            case "request_conflict" -> new ApiFailure(ApiError.REQUEST_CONFLICT, "batch_request_id", message);
            case "too_many_requests" -> new ApiFailure(ApiError.PAYLOAD_TOO_LARGE, "batch_requests", message);
            case "insufficient_funds" -> Shortfall.of(answer.requiredNanos(), answer.availableNanos());
            default -> Refusals.of(code, message);
        };
    }
}
