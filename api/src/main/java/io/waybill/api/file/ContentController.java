package io.waybill.api.file;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.file.Files;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.key.Caller;
import io.waybill.api.request.Gate;
import io.waybill.api.request.Limits;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Contents of files, whole or a range, streamed. */
@RestController
@Tag(name = "Files")
final class ContentController {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Files files;
    private final Gate downloads;

    ContentController(Files files, Limits limits) {
        this.files = files;
        this.downloads = new Gate("downloads", limits.downloads(), limits.waiting(), PATIENCE);
    }

    @Operation(
            summary = "Read a file",
            description = "Range requests of one range, HEAD, If-None-Match and If-Range; the ETag is the SHA-256.")
    @ApiResponse(
            responseCode = "200",
            description = "The bytes",
            content =
                    @Content(
                            mediaType = "application/octet-stream",
                            schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "206", description = "A range of the bytes", content = @Content)
    @ApiResponse(responseCode = "416", description = "The range lies outside the content", content = @Content)
    @GetMapping("/v1/files/{id}/content")
    void content(
            @Parameter(hidden = true) Caller caller,
            @PathVariable String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var file = FilesController.find(files, caller, id);
        var etag = '"' + file.sha256() + '"';
        response.setHeader(HttpHeaders.ETAG, etag);
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        if (etag.equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        var range = range(request, response, file, etag);
        describe(response, file, range);
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        try (var _ = downloads.enter();
                var content = files.open(file, range.offset(), range.length())) {
            content.transferTo(response.getOutputStream());
        }
    }

    private static ByteRange range(
            HttpServletRequest request, HttpServletResponse response, StoredFile file, String etag) {
        var condition = request.getHeader(HttpHeaders.IF_RANGE);
        var asked = condition == null || condition.equals(etag) ? request.getHeader(HttpHeaders.RANGE) : null;
        response.setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + file.bytes());
        var range = ByteRange.of(asked, file.bytes());
        response.setHeader(HttpHeaders.CONTENT_RANGE, range.partial() ? range.contentRange(file.bytes()) : null);
        return range;
    }

    private static void describe(HttpServletResponse response, StoredFile file, ByteRange range) {
        response.setStatus(range.partial() ? HttpServletResponse.SC_PARTIAL_CONTENT : HttpServletResponse.SC_OK);
        response.setContentType(file.purpose().equals("user_data") ? "application/octet-stream" : "application/jsonl");
        response.setContentLengthLong(range.length());
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(file.filename(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
    }
}
