package io.waybill.activities.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Files of an account. Every call names the account: another's file is as unknown as none. */
public interface Files {

    /**
     * Streams an upload to the object store and records it. Nothing is recorded where the stream fails or is too long.
     *
     * @param filename 1 to 255 characters, no slashes, control or formatting characters
     * @param terms asked once, after the whole content was read and before anything is recorded, because in a multipart
     *     body they may stand after the content. Where it throws, nothing is stored
     * @throws FileRejected where name, purpose or time are not allowed
     * @throws FileTooLarge where it is longer than {@link #BYTES_MAX}
     */
    StoredFile store(UUID accountId, String filename, Supplier<UploadTerms> terms, InputStream content)
            throws IOException;

    /** {@return the file, or empty where there is none, or it has expired} */
    Optional<StoredFile> find(UUID accountId, UUID fileId);

    /**
     * {@return files, newest first unless {@code ascending}}
     *
     * @param purpose null for all
     * @param after id of the last file already had; null for the beginning
     * @param limit one more than a page, to see whether there is more
     */
    List<StoredFile> list(UUID accountId, @Nullable String purpose, @Nullable UUID after, boolean ascending, int limit);

    /**
     * Deletes a file and its bytes. A file that a running batch reads is refused.
     *
     * @return false where there is none
     * @throws FileInUse where a batch that has not ended reads it
     */
    boolean delete(UUID accountId, UUID fileId) throws IOException;

    /**
     * Opens {@code length} bytes of a file's content from {@code offset}. Output files are streamed from their
     * segments, each checked against its SHA-256 where it is read whole.
     */
    InputStream open(StoredFile file, long offset, long length) throws IOException;

    /** Longest upload, 512 MiB. */
    long BYTES_MAX = 512L << 20;
}
