package io.waybill.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.batch.Batches;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.activities.receipt.FoundReceipt;
import io.waybill.activities.receipt.ReceiptPending;
import io.waybill.activities.receipt.Receipts;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.StreamPlaces;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Receipts of a batch's items, which have them when it has ended. */
@RestController
@Tag(name = "Receipts")
final class BatchReceiptsController {

    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 1_000;
    private static final int BUFFER_BYTES = 64 << 10;

    private final Batches batches;
    private final Receipts receipts;
    private final StreamPlaces places;
    private final JsonMapper mapper;

    BatchReceiptsController(Batches batches, Receipts receipts, StreamPlaces places, JsonMapper mapper) {
        this.batches = batches;
        this.receipts = receipts;
        this.places = places;
        this.mapper = mapper;
    }

    @Operation(
            summary = "List receipts of a batch",
            description = "In the order of its input: a page of JSON, or with Accept: application/x-ndjson all of them"
                    + " as lines.")
    @ApiResponse(
            responseCode = "200",
            description = "Receipts",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                        schema = @Schema(implementation = ReceiptPage.class)),
                @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string"))
            })
    @GetMapping("/v1/batches/{id}/receipts")
    void list(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            @Parameter(description = "next of the page before") @RequestParam(required = false) @Nullable String after,
            @Parameter(description = "1 to 1,000, default 20") @RequestParam(required = false) @Nullable String limit,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        UUID batch = batch(caller, id);
        int from = number("after", after, 0, 0, Integer.MAX_VALUE - LIMIT_MAX);
        boolean lines = Optional.ofNullable(request.getHeader(HttpHeaders.ACCEPT))
                .filter(accept -> accept.contains(MediaType.APPLICATION_NDJSON_VALUE))
                .isPresent();
        if (lines) {
            try (var _ = places.enter(caller.accountId())) {
                stream(caller.accountId(), batch, from, response);
            }
            return;
        }
        int size = number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        List<FoundReceipt> page = page(caller.accountId(), batch, from, size);
        boolean more = page.size() == size
                && !page(caller.accountId(), batch, from + size, 1).isEmpty();
        var view = new ReceiptPage(
                "list", page.stream().map(ReceiptView::of).toList(), more, more ? Integer.toString(from + size) : null);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(mapper.writeValueAsBytes(view));
    }

    @Operation(
            summary = "Get the evidence of a batch",
            description = "One pack: the signed statement, its place in the log, every receipt, and what opens their"
                    + " commitments as long as the results are kept (X-Waybill-Unopened: results-removed afterwards). Lines of"
                    + " JSON, streamed.")
    @ApiResponse(
            responseCode = "200",
            description = "The pack",
            content = @Content(mediaType = MediaType.APPLICATION_NDJSON_VALUE, schema = @Schema(type = "string")))
    @GetMapping("/v1/batches/{id}/evidence")
    void evidence(@Parameter(hidden = true) Caller caller, @PathVariable String id, HttpServletResponse response)
            throws IOException {
        UUID batch = batch(caller, id);
        try (var _ = places.enter(caller.accountId())) {
            response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
            receipts.unopened(caller.accountId(), batch)
                    .ifPresent(why -> response.setHeader(FoundReceipts.UNOPENED, why.wireName()));
            var out = new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES);
            if (!receipts.evidence(caller.accountId(), batch, out)) {
                response.resetBuffer();
                throw none(id);
            }
            out.flush();
        } catch (ReceiptPending e) {
            throw FoundReceipts.pending(e);
        }
    }

    private void stream(UUID account, UUID batch, int from, HttpServletResponse response) throws IOException {
        List<FoundReceipt> page = page(account, batch, from, LIMIT_MAX);
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        var out = new BufferedOutputStream(response.getOutputStream(), BUFFER_BYTES);
        int next = from;
        while (!page.isEmpty()) {
            for (FoundReceipt receipt : page) {
                out.write(mapper.writeValueAsBytes(ReceiptView.of(receipt)));
                out.write('\n');
            }
            next += page.size();
            page = page.size() < LIMIT_MAX ? List.of() : page(account, batch, next, LIMIT_MAX);
        }
        out.flush();
    }

    private List<FoundReceipt> page(UUID account, UUID batch, int from, int limit) {
        return FoundReceipts.logged(() -> receipts.of(account, batch, from, limit));
    }

    private UUID batch(Caller caller, String id) {
        return Ids.parse(Ids.BATCH, id)
                .flatMap(uuid -> batches.find(caller.accountId(), uuid))
                .map(batch -> batch.submitted().id())
                .orElseThrow(() -> new ApiFailure(ApiError.BATCH_NOT_FOUND, "id", "there is no batch " + id));
    }

    private static ApiFailure none(String id) {
        return new ApiFailure(
                ApiError.RECEIPT_NOT_FOUND,
                "id",
                "batch " + id + " has no receipts: it has not ended, or has no items");
    }

    private static int number(String name, @Nullable String text, int otherwise, int min, int max) {
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw ApiFailure.invalid(name, name + " must be a number from " + min + " to " + max);
    }

    /** A page. */
    @Schema(name = "AuditRecordPage")
    record ReceiptPage(
            @JsonProperty("object") String object,
            @JsonProperty("data") List<ReceiptView> data,
            @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("next") @Nullable String next) {

        ReceiptPage {
            data = List.copyOf(data);
        }
    }
}
