package io.waybill.api.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.BatchDeletion;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.key.Caller;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What can be done with a batch that has ended. */
@RestController
@Tag(name = "Batches")
final class EndedBatchesController {

    private final Batches batches;
    private final BatchSubmission submission;
    private final BatchDeletion deletion;
    private final Idempotency idempotency;

    EndedBatchesController(
            Batches batches, BatchSubmission submission, BatchDeletion deletion, Idempotency idempotency) {
        this.batches = batches;
        this.submission = submission;
        this.deletion = deletion;
        this.idempotency = idempotency;
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Run the failed items of a batch again",
            description = "A new batch of the items that were valid and failed, at today's prices, with retry_of.")
    @ApiResponse(
            responseCode = "200",
            description = "The new batch",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = BatchView.class)))
    @PostMapping("/v1/batches/{id}/retry")
    ResponseEntity<byte[]> retry(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var batch = BatchesController.find(batches, caller, id);
        var body = JsonBody.read(request);
        return idempotency
                .once(caller, request, body, newId -> {
                    requireEnded(batch, "retried");
                    return submission.retry(caller, batch, newId);
                })
                .toResponse();
    }

    @Operation(
            summary = "Delete a batch that has ended",
            description = "With its results. What it cost stays in transactions and usage; an uploaded input stays.")
    @DeleteMapping("/v1/batches/{id}")
    Deleted delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) throws IOException {
        var batch = BatchesController.find(batches, caller, id);
        requireEnded(batch, "deleted");
        deletion.delete(caller.accountId(), batch.submitted().id());
        return new Deleted(id, "batch", true);
    }

    private static void requireEnded(Batch batch, String verb) {
        if (!batch.state().isTerminal()) {
            throw new ApiFailure(
                    ApiError.BATCH_STATE_CONFLICT,
                    "the batch is " + batch.state() + "; what has ended (completed, failed, cancelled, expired) can be "
                            + verb);
        }
    }

    /** What was deleted. */
    @Schema(name = "DeletedBatch")
    record Deleted(
            @JsonProperty("id") String id,
            @JsonProperty("object") String object,
            @JsonProperty("deleted") boolean deleted) {}
}
