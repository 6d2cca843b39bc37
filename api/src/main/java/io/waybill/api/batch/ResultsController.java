package io.waybill.api.batch;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.batch.ResultLine;
import io.waybill.activities.batch.ResultReader;
import io.waybill.activities.batch.Results;
import io.waybill.activities.key.Caller;
import io.waybill.api.caller.LastingAccess;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Gate;
import io.waybill.api.request.Limits;
import io.waybill.api.request.StreamPlaces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Results of a batch, while it runs and afterwards. */
@RestController
@Tag(name = "Batches")
final class ResultsController {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int BUFFER_BYTES = 16 << 10;

    private final Batches batches;
    private final RequestResults requestResults;
    private final Results results;
    private final StreamPlaces places;
    private final LastingAccess access;
    private final Gate pages;

    ResultsController(
            Batches batches,
            RequestResults requestResults,
            Results results,
            StreamPlaces places,
            LastingAccess access,
            Limits limits) {
        this.batches = batches;
        this.requestResults = requestResults;
        this.results = results;
        this.places = places;
        this.access = access;
        this.pages = new Gate("pages of results", limits.downloads(), limits.waiting(), PATIENCE);
    }

    @Operation(
            summary = "Read results",
            description = "Items that have ended, while the batch runs and afterwards: a page of JSON, or with"
                    + " Accept: application/x-ndjson a stream of lines. follow=true streams and waits for more until"
                    + " the batch has ended. Each line has a cursor; after takes it. Of an open batch, and with no more"
                    + " than limit and pagination_token, {results, pagination_token} in the dialect of its requests.",
            parameters = {
                @Parameter(
                        name = "order",
                        description = "input (default): up to the first item that has not ended; or completion",
                        schema = @Schema(allowableValues = {"input", "completion"})),
                @Parameter(name = "after", description = "cursor of the last line already had; last_id of a page"),
                @Parameter(name = "pagination_token", description = "the same as after"),
                @Parameter(name = "limit", description = "of a page 1 to 1,000, default 20; of a stream all"),
                @Parameter(name = "follow", description = "true: stream, and wait for more")
            })
    @ApiResponse(
            responseCode = "200",
            description = "Results",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = ResultPage.class)),
                @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string"))
            })
    @GetMapping("/v1/batches/{id}/results")
    void results(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var batch = BatchesController.find(batches, caller, id);
        if (RequestResults.isAsked(batch, request)) {
            try (var _ = pages.enter()) {
                requestResults.page(batch, request, response);
            }
            return;
        }
        var batchId = batch.submitted().id();
        RequestResults.requireKept(results, batch);
        var query = ResultQuery.of(request, batchId);
        try (var reader = results.open(caller.accountId(), batchId, query.order(), query.after())
                .orElseThrow(() -> unknown(id))) {
            if (query.lines()) {
                try (var _ = places.enter(caller.accountId())) {
                    stream(reader, query, batchId, request, response, () -> access.holds(request, caller));
                }
            } else {
                try (var _ = pages.enter()) {
                    page(reader, query, batchId, response);
                }
            }
        }
    }

    private static void page(ResultReader reader, ResultQuery query, UUID batchId, HttpServletResponse response)
            throws IOException {
        var found = reader.next(query.limit() + 1);
        var lines = found.subList(0, Math.min(found.size(), query.limit()));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        var out = new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES);
        var writer = new ResultWriter(out, batchId, query.order());
        writer.text("{\"object\":\"list\",\"data\":[");
        var comma = "";
        for (var line : lines) {
            writer.text(comma);
            writer.object(reader, line);
            comma = ",";
        }
        writer.text("],\"first_id\":" + quoted(writer, lines.isEmpty() ? null : lines.getFirst()) + ",\"last_id\":"
                + quoted(writer, lines.isEmpty() ? null : lines.getLast()) + ",\"has_more\":"
                + (found.size() > lines.size()) + ",\"complete\":"
                + (found.size() == lines.size() && reader.isComplete()) + "}");
        out.flush();
    }

    private static String quoted(ResultWriter writer, @Nullable ResultLine line) {
        return line == null ? "null" : '"' + writer.cursor(line) + '"';
    }

    private void stream(
            ResultReader reader,
            ResultQuery query,
            UUID batchId,
            HttpServletRequest request,
            HttpServletResponse response,
            BooleanSupplier allowed)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("X-Accel-Buffering", "no"); // proxies are not to hold lines back
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        var out = new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES);
        new ResultStream(reader, new ResultWriter(out, batchId, query.order()), out, places, allowed)
                .write(query.limit(), query.follow());
    }

    private static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.BATCH_NOT_FOUND, "id", "there is no batch " + id);
    }

    /** The page, for the OpenAPI document. */
    @Schema(name = "ResultPage")
    record ResultPage(
            @Schema(example = "list") String object,
            List<Object> data,
            @Nullable String first_id,
            @Nullable String last_id,

            @Schema(description = "whether more have ended already")
            boolean has_more,

            @Schema(description = "whether the batch has ended and this is the last page")
            boolean complete) {}
}
