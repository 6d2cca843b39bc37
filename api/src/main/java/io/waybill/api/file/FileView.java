package io.waybill.api.file;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.id.Ids;
import org.jspecify.annotations.Nullable;

/**
 * A file as OpenAI's clients read it, and its hash.
 *
 * @param expiresAt when it stops to be readable; null where it does not
 * @param lines of an output file; null for uploads
 */
@Schema(name = "File")
record FileView(
        @JsonProperty("id") @Schema(example = "file-0198c0ffee007000a000000000000001")
        String id,

        @JsonProperty("object") @Schema(example = "file") String object,
        @JsonProperty("bytes") long bytes,

        @JsonProperty("created_at") @Schema(description = "Unix seconds", example = "1795323600")
        long createdAt,

        @JsonProperty("expires_at") @Schema(description = "Unix seconds", example = "1797915600") @Nullable
        Long expiresAt,

        @JsonProperty("filename") @Schema(example = "sentences.jsonl")
        String filename,

        @JsonProperty("purpose") @Schema(allowableValues = {"batch", "batch_output", "user_data"})
        String purpose,

        @JsonProperty("status") @Schema(example = "processed")
        String status,

        @JsonProperty("sha256") String sha256,
        @JsonProperty("lines") @Nullable Long lines) {

    FileView {
        requireNonNull(id, "id");
        requireNonNull(object, "object");
        requireNonNull(filename, "filename");
        requireNonNull(purpose, "purpose");
        requireNonNull(status, "status");
        requireNonNull(sha256, "sha256");
    }

    static FileView of(StoredFile file) {
        var expiresAt = file.expiresAt();
        return new FileView(
                Ids.render(Ids.FILE, file.id()),
                "file",
                file.bytes(),
                file.createdAt().getEpochSecond(),
                expiresAt == null ? null : expiresAt.getEpochSecond(),
                file.filename(),
                file.purpose(),
                "processed",
                file.sha256(),
                file.lines());
    }
}
