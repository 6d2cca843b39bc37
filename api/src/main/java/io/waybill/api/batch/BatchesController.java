package io.waybill.api.batch;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.batch.NewBatch;
import io.waybill.activities.batch.Results;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.Gate;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Limits;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Batches. */
@RestController
@Tag(name = "Batches")
final class BatchesController {

    /** OpenAI's own limit. */
    private static final int LIMIT_MAX = 100;

    /** A submission takes some ten milliseconds; whoever waits longer meets an overload. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Batches batches;
    private final BatchSubmission submission;
    private final BatchPreflight preflight;
    private final BatchRendering rendering;
    private final Results results;
    private final Idempotency idempotency;
    private final Gate submissions;

    BatchesController(
            Batches batches,
            BatchSubmission submission,
            BatchPreflight preflight,
            BatchRendering rendering,
            Results results,
            Idempotency idempotency,
            Limits limits) {
        this.batches = batches;
        this.submission = submission;
        this.preflight = preflight;
        this.rendering = rendering;
        this.results = results;
        this.idempotency = idempotency;
        this.submissions = new Gate("submissions", limits.submissions(), limits.waiting(), PATIENCE);
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Create a batch",
            description =
                    "From an uploaded file (input_file_id, endpoint, completion_window), answered at once; or from"
                            + " inline tasks, answered when they are priced and the money is held.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = CreateBatchForm.class),
                                            examples = {
                                                @ExampleObject(name = "file", value = CreateBatchForm.FILE_EXAMPLE),
                                                @ExampleObject(name = "tasks", value = CreateBatchForm.TASKS_EXAMPLE)
                                            })))
    @ApiResponse(
            responseCode = "200",
            description = "The batch",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = BatchView.class)))
    @ApiResponse(
            responseCode = "202",
            description = "The batch, whose price is not known yet",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = BatchView.class)))
    @PostMapping(value = "/v1/batches", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> create(@Parameter(hidden = true) Caller caller, HttpServletRequest request)
            throws IOException {
        try (var _ = submissions.enter()) {
            var body = JsonBody.read(request);
            var asked = CreateBatchReader.read(body);
            return idempotency
                    .once(caller, request, body, id -> submission.submit(caller, asked, id))
                    .toResponse();
        }
    }

    @Operation(
            summary = "Say what a batch would cost and do",
            description =
                    "Takes the body of any create call, for an open batch with its first batch_requests; or batch_id and"
                            + " batch_requests for one that is there. Checks every line as the batch would, and stores"
                            + " nothing.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = CreateBatchForm.class),
                                            examples = {
                                                @ExampleObject(name = "file", value = CreateBatchForm.FILE_EXAMPLE),
                                                @ExampleObject(name = "tasks", value = CreateBatchForm.TASKS_EXAMPLE)
                                            })))
    @ApiResponse(
            responseCode = "200",
            description = "What would become of it",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = PreflightView.class)))
    @PostMapping(value = "/v1/batches/preflight", consumes = MediaType.APPLICATION_JSON_VALUE)
    PreflightView preflight(@Parameter(hidden = true) Caller caller, HttpServletRequest request) throws IOException {
        try (var _ = submissions.enter()) {
            return preflight.check(caller, JsonBody.read(request, RequestLines.BYTES_MAX));
        }
    }

    @Operation(summary = "List batches", description = "Newest first.")
    @GetMapping("/v1/batches")
    Page<BatchView> list(
            @Parameter(hidden = true) Caller caller,
            @Parameter(description = "1 to 100, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after) {
        var size = Parameters.limit(limit, LIMIT_MAX);
        var found = batches.list(caller.accountId(), after == null ? null : cursor(after), size + 1);
        return Page.of(found.stream().map(rendering::render).toList(), size, BatchView::id);
    }

    @Operation(
            summary = "Get a batch",
            description = "A batch of up to 1,000 inline tasks has its tasks with it; include=tasks shows the first"
                    + " 1,000 of any.")
    @GetMapping("/v1/batches/{id}")
    BatchDetail get(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            @Parameter(description = "tasks") @RequestParam(required = false) @Nullable String include) {
        if (include != null && !include.equals("tasks")) {
            throw ApiFailure.invalid("include", "include must be tasks");
        }
        var batch = find(caller, id);
        var view = rendering.render(batch);
        var inline = batch.submitted().dialect() == NewBatch.Dialect.tasks
                && batch.progress().items() <= BatchDetail.TASKS_MAX;
        if (include == null && !inline) {
            return new BatchDetail(view, null, null);
        }
        return BatchDetail.of(
                view, results.items(caller.accountId(), batch.submitted().id(), BatchDetail.TASKS_MAX + 1));
    }

    private Batch find(Caller caller, String id) {
        return find(batches, caller, id);
    }

    /** {@return the caller's batch; there is no other} */
    static Batch find(Batches batches, Caller caller, String id) {
        return Ids.parse(Ids.BATCH, id)
                .flatMap(uuid -> batches.find(caller.accountId(), uuid))
                .orElseThrow(() -> new ApiFailure(ApiError.BATCH_NOT_FOUND, "id", "there is no batch " + id));
    }

    private static UUID cursor(String after) {
        return Ids.parse(Ids.BATCH, after).orElseThrow(() -> ApiFailure.invalid("after", "after is not a batch id"));
    }
}
