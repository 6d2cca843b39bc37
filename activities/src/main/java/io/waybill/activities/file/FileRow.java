package io.waybill.activities.file;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code file}.
 *
 * @param lineCount null for uploads
 * @param objectKey null for output files, which are their segments
 * @param batchId null for uploads
 * @param expiresAt from when on nobody can read it; null for never
 */
record FileRow(
        UUID id,
        UUID accountId,
        String filename,
        String purpose,
        long bytes,
        String sha256,
        @Nullable Long lineCount,
        @Nullable String objectKey,
        @Nullable UUID batchId,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    FileRow {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(filename, "filename");
        requireNonNull(purpose, "purpose");
        requireNonNull(sha256, "sha256");
        requireNonNull(createdAt, "createdAt");
    }

    StoredFile toFile() {
        return new StoredFile(id, accountId, filename, purpose, bytes, sha256, lineCount, createdAt, expiresAt);
    }
}
