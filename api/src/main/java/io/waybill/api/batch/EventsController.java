package io.waybill.api.batch;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batch;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.batch.ResultOrder;
import io.waybill.activities.batch.Results;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.api.caller.LastingAccess;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Parameters;
import io.waybill.api.request.StreamPlaces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Events of a batch, as they happen. */
@RestController
@Tag(name = "Batches")
final class EventsController {

    private static final String LAST_ID = "Last-Event-ID";
    private static final String AFTER = "after";
    private static final int BUFFER_BYTES = 16 << 10;

    private final Batches batches;
    private final Results results;
    private final BatchRendering rendering;
    private final StreamPlaces places;
    private final LastingAccess access;
    private final JsonMapper mapper;
    private final Clock clock;

    EventsController(
            Batches batches,
            Results results,
            BatchRendering rendering,
            StreamPlaces places,
            LastingAccess access,
            JsonMapper mapper,
            Clock clock) {
        this.batches = batches;
        this.results = results;
        this.rendering = rendering;
        this.places = places;
        this.access = access;
        this.mapper = mapper;
        this.clock = clock;
    }

    @Operation(
            summary = "Follow a batch",
            description = "Server-sent events: batch.state, batch.items, batch.progress, and at the end"
                    + " batch.completed, batch.failed, batch.cancelled or batch.expired.",
            parameters = {
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = LAST_ID,
                        description = "id of the last event already had; what follows it is sent",
                        schema = @Schema(type = "string")),
                @Parameter(name = AFTER, description = "the same, for clients that cannot set the header")
            })
    @ApiResponse(
            responseCode = "200",
            description = "Events",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string")))
    @ApiResponse(responseCode = "204", description = "The last event was the last there is", content = @Content)
    @GetMapping("/v1/batches/{id}/events")
    void events(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters.requireKnown(request, Set.of(AFTER));
        var batchId = Ids.parse(Ids.BATCH, id).orElseThrow(() -> unknown(id));
        var batch = find(caller, batchId, id);
        var cursor = cursor(request, batchId);
        var last = cursor.state();
        if (last != null && last.isTerminal() && batch.state().isTerminal()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT); // clients that come back by themselves stop
            return;
        }
        try (var _ = places.enter(caller.accountId());
                var reader = results.open(caller.accountId(), batchId, ResultOrder.completion, cursor.place())
                        .orElseThrow(() -> unknown(id))) {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("utf-8");
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.setHeader("X-Accel-Buffering", "no"); // proxies are not to hold events back
            if (request.getMethod().equals("HEAD")) {
                return;
            }
            new EventStream(
                            () -> find(caller, batchId, id),
                            reader,
                            rendering,
                            mapper,
                            clock,
                            places,
                            () -> access.holds(request, caller),
                            new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES),
                            cursor)
                    .write();
        }
    }

    private static EventCursor cursor(HttpServletRequest request, UUID batchId) {
        var header = request.getHeader(LAST_ID);
        var after = request.getParameter(AFTER);
        // A client that comes back by itself has the newer one in the header.
        if (header != null && !header.isEmpty()) {
            return EventCursor.parse(LAST_ID, header, batchId);
        }
        return after == null ? EventCursor.beginning(batchId) : EventCursor.parse(AFTER, after, batchId);
    }

    private Batch find(Caller caller, UUID batchId, String id) {
        return batches.find(caller.accountId(), batchId).orElseThrow(() -> unknown(id));
    }

    private static ApiFailure unknown(String id) {
        return new ApiFailure(ApiError.BATCH_NOT_FOUND, "id", "there is no batch " + id);
    }
}
