package io.waybill.api.file;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.waybill.activities.file.Files;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.id.Ids;
import io.waybill.activities.key.Caller;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import io.waybill.api.request.Gate;
import io.waybill.api.request.Limits;
import io.waybill.api.request.Page;
import io.waybill.api.request.Parameters;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Files, as OpenAI's clients use them. */
@RestController
@Tag(name = "Files")
final class FilesController {

    /** OpenAI's own limit: clients written for it ask for that many. */
    private static final int LIMIT_MAX = 10_000;

    private static final Set<String> ORDERS = Set.of("asc", "desc");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Files files;
    private final Gate uploads;

    FilesController(Files files, Limits limits) {
        this.files = files;
        this.uploads = new Gate("uploads", limits.uploads(), limits.waiting(), PATIENCE);
    }

    @Operation(
            summary = "Upload a file",
            description = "Streamed to the object store while it arrives. At most 512 MiB. Parts come in any order.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.MULTIPART_FORM_DATA_VALUE,
                                            schema = @Schema(implementation = UploadForm.class))))
    @PostMapping(value = "/v1/files", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    FileView upload(@Parameter(hidden = true) Caller caller, HttpServletRequest request) throws IOException {
        try (var _ = uploads.enter()) {
            var stored = Upload.of(request)
                    .store((filename, terms, content) -> files.store(caller.accountId(), filename, terms, content));
            return FileView.of(stored);
        }
    }

    @Operation(summary = "List files", description = "Newest first unless order=asc.")
    @GetMapping("/v1/files")
    Page<FileView> list(
            @Parameter(hidden = true) Caller caller,
            @RequestParam(required = false) @Nullable String purpose,
            @Parameter(description = "1 to 10,000, default 20") @RequestParam(required = false) @Nullable String limit,
            @Parameter(description = "asc or desc") @RequestParam(defaultValue = "desc") String order,
            @Parameter(description = "last_id of the page before") @RequestParam(required = false) @Nullable
                    String after) {
        if (!ORDERS.contains(order)) {
            throw ApiFailure.invalid("order", "order must be asc or desc");
        }
        var size = Parameters.limit(limit, LIMIT_MAX);
        var from = after == null ? null : cursor(after);
        var found = files.list(caller.accountId(), purpose, from, order.equals("asc"), size + 1);
        return Page.of(found.stream().map(FileView::of).toList(), size, FileView::id);
    }

    @Operation(summary = "Get a file's description")
    @GetMapping("/v1/files/{id}")
    FileView get(@Parameter(hidden = true) Caller caller, @PathVariable String id) {
        return FileView.of(find(files, caller, id));
    }

    @Operation(summary = "Delete a file", description = "A file that a batch still reads is refused with 409.")
    @DeleteMapping("/v1/files/{id}")
    Deleted delete(@Parameter(hidden = true) Caller caller, @PathVariable String id) throws IOException {
        var file = find(files, caller, id);
        if (!files.delete(caller.accountId(), file.id())) {
            throw notFound(id);
        }
        return new Deleted(Ids.render(Ids.FILE, file.id()), "file", true);
    }

    /** {@return the caller's file, or the failure that unknown and foreign ids share} */
    static StoredFile find(Files files, Caller caller, String id) {
        return Ids.parse(Ids.FILE, id)
                .flatMap(uuid -> files.find(caller.accountId(), uuid))
                .orElseThrow(() -> notFound(id));
    }

    private static UUID cursor(String after) {
        return Ids.parse(Ids.FILE, after).orElseThrow(() -> ApiFailure.invalid("after", "after is not a file id"));
    }

    private static ApiFailure notFound(String id) {
        return new ApiFailure(ApiError.FILE_NOT_FOUND, "id", "there is no file " + id);
    }

    /** What is left of a file. */
    @Schema(name = "DeletedFile")
    record Deleted(
            @JsonProperty("id") String id,
            @JsonProperty("object") String object,
            @JsonProperty("deleted") boolean deleted) {}

    /** The parts of an upload; only documentation, the body is streamed. */
    @Schema(name = "Upload")
    record UploadForm(
            @Schema(type = "string", format = "binary", requiredMode = Schema.RequiredMode.REQUIRED)
            String file,

            @Schema(
                    allowableValues = {"batch", "user_data"},
                    requiredMode = Schema.RequiredMode.REQUIRED)
            String purpose,

            @JsonProperty("expires_after[anchor]") @Schema(allowableValues = "created_at") @Nullable
            String anchor,

            @JsonProperty("expires_after[seconds]")
            @Schema(minimum = "3600", maximum = "2592000", description = "With the anchor, or without it neither")
            @Nullable
            Long seconds) {}
}
