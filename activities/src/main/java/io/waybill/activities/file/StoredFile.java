package io.waybill.activities.file;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file.
 *
 * @param purpose {@code batch}, {@code batch_output} or {@code user_data}
 * @param sha256 of the content, lower-case hex
 * @param lines of an output file; null for uploads, which are counted when a batch reads them
 * @param expiresAt from when on it is as unknown as none; null for never
 */
public record StoredFile(
        UUID id,
        UUID accountId,
        String filename,
        String purpose,
        long bytes,
        String sha256,
        @Nullable Long lines,
        Instant createdAt,
        @Nullable Instant expiresAt) {

    /** Checks that what must be there is. */
    public StoredFile {
        requireNonNull(id, "id");
        requireNonNull(accountId, "accountId");
        requireNonNull(filename, "filename");
        requireNonNull(purpose, "purpose");
        requireNonNull(sha256, "sha256");
        requireNonNull(createdAt, "createdAt");
    }
}
