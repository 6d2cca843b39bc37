package io.waybill.api.batch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.BatchRequest;
import io.waybill.activities.batch.BatchRequests;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.key.Caller;
import io.waybill.activities.ledger.Money;
import io.waybill.api.idempotency.Answer;
import io.waybill.api.idempotency.Idempotency;
import io.waybill.api.idempotency.TakesIdempotencyKey;
import io.waybill.api.request.Gate;
import io.waybill.api.request.JsonBody;
import io.waybill.api.request.Limits;
import io.waybill.api.request.Parameters;
import io.waybill.workflows.batch.ItemState;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Requests of open batches. */
@RestController
@Tag(name = "Batches")
final class RequestsController {

    /** A name of this list in its tokens. */
    private static final String LIST = "requests";

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    /** Each holds a body of up to 25 MB and its lines: 200 MB together. */
    private static final int AT_A_TIME = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Batches batches;
    private final BatchRequests requests;
    private final BatchIntake intake;
    private final Idempotency idempotency;
    private final JsonMapper mapper;
    private final Gate additions;

    RequestsController(
            Batches batches,
            BatchRequests requests,
            BatchIntake intake,
            Idempotency idempotency,
            JsonMapper mapper,
            Limits limits) {
        this.batches = batches;
        this.requests = requests;
        this.intake = intake;
        this.idempotency = idempotency;
        this.mapper = mapper;
        this.additions = new Gate("additions to batches", AT_A_TIME, limits.waiting(), PATIENCE);
    }

    @TakesIdempotencyKey
    @Operation(
            summary = "Add requests to an open batch",
            description = "Answers when they are priced and the money is held. At most 25 MB and 10,000 requests. A"
                    + " batch_request_id that the batch has already, with the same body, has no effect.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                                            schema = @Schema(implementation = AddRequestsForm.class))))
    @ApiResponse(
            responseCode = "200",
            description = "How many were added",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON_VALUE,
                            schema = @Schema(implementation = Added.class)))
    @PostMapping(value = "/v1/batches/{id}/requests", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> add(
            @Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletRequest request)
            throws IOException {
        var batch = BatchesController.find(batches, caller, id);
        try (var _ = additions.enter()) {
            var body = JsonBody.read(request, RequestLines.BYTES_MAX);
            return idempotency
                    .once(caller, request, body, appendId -> {
                        var added = intake.add(caller, batch, body, appendId);
                        return Answer.first(200, mapper.writeValueAsBytes(new Added(added.added(), added.existing())));
                    })
                    .toResponse();
        }
    }

    @Operation(summary = "List the requests of a batch", description = "In the order in which they came.")
    @GetMapping("/v1/batches/{id}/requests")
    RequestPage list(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            @Parameter(description = "1 to 1,000, default 100") @RequestParam(required = false) @Nullable String limit,
            @Parameter(name = "pagination_token", description = "of the page before")
                    @RequestParam(name = "pagination_token", required = false)
                    @Nullable
                    String token) {
        var batch = BatchesController.find(batches, caller, id);
        var size = Parameters.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        var after = Math.toIntExact(Math.min(Integer.MAX_VALUE, RequestToken.read(LIST, id, token)));
        var found = requests.list(caller.accountId(), batch.submitted().id(), after, size + 1);
        var page = found.subList(0, Math.min(size, found.size()));
        return new RequestPage(
                page.stream().map(RequestView::of).toList(),
                found.size() > size ? RequestToken.of(LIST, id, page.getLast().index()) : null);
    }

    /** What was added. */
    @Schema(name = "AddedRequests")
    record Added(
            @JsonProperty("num_added") int numAdded,
            @JsonProperty("num_existing") int numExisting) {}

    /** A body, for the OpenAPI document. */
    @Schema(name = "AddRequests")
    record AddRequestsForm(
            @JsonProperty("batch_requests")
            @Schema(
                    description = "Each {batch_request_id, batch_request: {chat_get_completion | responses |"
                            + " completions | embeddings: body}}, or {batch_request_id, endpoint, body}",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            List<Map<String, Object>> batchRequests) {}

    /**
     * A page of requests.
     *
     * @param paginationToken null at the end
     */
    @Schema(name = "RequestPage")
    record RequestPage(
            @JsonProperty("batch_request_metadata") List<RequestView> batchRequestMetadata,
            @JsonProperty("pagination_token") @Nullable String paginationToken) {

        RequestPage {
            batchRequestMetadata = List.copyOf(batchRequestMetadata);
        }
    }

    /** A request. Times are RFC 3339; null where it has not ended. */
    @Schema(name = "BatchRequestMetadata")
    record RequestView(
            @JsonProperty("batch_request_id") @Nullable String batchRequestId, // null where its line has none
            @JsonProperty("endpoint") String endpoint,
            @JsonProperty("model") @Nullable String model, // null where it failed validation

            @JsonProperty("state") @Schema(allowableValues = {"pending", "running", "succeeded", "failed", "cancelled"})
            String state,

            @JsonProperty("create_time") Instant createTime,
            @JsonProperty("finish_time") @Nullable Instant finishTime,
            @JsonProperty("num_attempts") int numAttempts,
            @JsonProperty("cost") String cost) {

        static RequestView of(BatchRequest request) {
            return new RequestView(
                    request.customId(),
                    request.endpoint(),
                    request.model(),
                    state(request.state()),
                    request.addedAt(),
                    request.endedAt(),
                    request.attempts(),
                    Money.render(request.chargedNanos()));
        }

        /** This dialect knows no expiry and no reuse. */
        private static String state(ItemState state) {
            return switch (state) {
                case pending -> "pending";
                case succeeded, reused -> "succeeded";
                case failed -> "failed";
                case cancelled, expired -> "cancelled";
            };
        }
    }
}
