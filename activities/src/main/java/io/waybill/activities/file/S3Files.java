package io.waybill.activities.file;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.id.Ids;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Files whose bytes lie in the object store and whose rows in the database. The row is written last. */
@Component
final class S3Files implements Files {

    private static final Logger LOGGER = LoggerFactory.getLogger(S3Files.class);
    /** The purpose of a batch's input, which is kept for a while; what else is uploaded stays. */
    private static final String BATCH = "batch";

    private static final String CONTENT_TYPE = "application/octet-stream";

    private final FileMapper files;
    private final FileSegmentMapper segments;
    private final ObjectStore objects;
    private final FileSettings settings;
    private final KeptFor kept;
    private final Transactions transactions;
    private final Clock clock;

    S3Files(
            FileMapper files,
            FileSegmentMapper segments,
            ObjectStore objects,
            FileSettings settings,
            KeptFor kept,
            Transactions transactions,
            Clock clock) {
        this.files = files;
        this.segments = segments;
        this.objects = objects;
        this.settings = settings;
        this.kept = kept;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public StoredFile store(UUID accountId, String filename, Supplier<UploadTerms> terms, InputStream content)
            throws IOException {
        UploadRules.checkFilename(filename);
        UUID id = Ids.next(clock);
        StoredObject object = put(ObjectKeys.file(accountId.toString(), id.toString()), content);
        try {
            return record(id, accountId, filename, terms.get(), object);
        } catch (RuntimeException e) {
            deleteQuietly(object.key());
            throw e;
        }
    }

    private StoredFile record(UUID id, UUID accountId, String filename, UploadTerms terms, StoredObject object) {
        UploadRules.check(terms);
        Instant now = clock.instant();
        var row = new FileRow(
                id,
                accountId,
                filename,
                terms.purpose(),
                object.bytes(),
                object.sha256(),
                null,
                object.key(),
                null,
                now,
                expiry(terms, now));
        files.insert(row);
        return row.toFile();
    }

    private @Nullable Instant expiry(UploadTerms terms, Instant now) {
        Duration asked = terms.keptFor();
        if (asked != null) {
            return now.plus(asked);
        }
        return terms.purpose().equals(BATCH) ? now.plus(kept.uploads()) : null;
    }

    private StoredObject put(String key, InputStream content) throws IOException {
        long bytesMax = settings.sizeMax().toBytes();
        var limited = new LimitedStream(content, bytesMax);
        try {
            return objects.put(key, limited, CONTENT_TYPE);
        } catch (IOException e) {
            if (limited.isTooLong()) {
                throw new FileTooLarge("the file is longer than " + bytesMax + " bytes");
            }
            throw e;
        }
    }

    @Override
    public Optional<StoredFile> find(UUID accountId, UUID fileId) {
        return files.find(accountId, fileId, clock.instant()).map(FileRow::toFile);
    }

    @Override
    public List<StoredFile> list(
            UUID accountId, @Nullable String purpose, @Nullable UUID after, boolean ascending, int limit) {
        Instant now = clock.instant();
        List<FileRow> rows = ascending
                ? files.oldestFirst(accountId, purpose, after, now, limit)
                : files.newestFirst(accountId, purpose, after, now, limit);
        return rows.stream().map(FileRow::toFile).toList();
    }

    @Override
    public boolean delete(UUID accountId, UUID fileId) throws IOException {
        Optional<FileRow> deleted = transactions.call(() -> {
            Optional<FileRow> row = files.lock(accountId, fileId);
            row.ifPresent(file -> {
                files.reader(fileId).ifPresent(batchId -> {
                    throw new FileInUse("file " + Ids.render(Ids.FILE, fileId) + " is read by "
                            + Ids.render(Ids.BATCH, batchId) + ", which has not ended");
                });
                files.delete(fileId, clock.instant());
            });
            return row;
        });
        if (deleted.isEmpty()) {
            return false;
        }
        // Where this fails the row stays to be purged: the next call comes here again.
        for (String key : objectsOf(deleted.get())) {
            objects.delete(key);
        }
        files.purged(fileId, clock.instant());
        return true;
    }

    private List<String> objectsOf(FileRow file) {
        String key = file.objectKey();
        return key == null ? segments.ownObjects(file.id()) : List.of(key);
    }

    @Override
    public InputStream open(StoredFile file, long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || length > file.bytes() - offset) {
            throw new IllegalArgumentException(
                    length + " bytes from " + offset + " are not within the " + file.bytes() + " of the file");
        }
        FileRow row = files.find(file.accountId(), file.id(), clock.instant())
                .orElseThrow(() ->
                        new IOException("file " + Ids.render(Ids.FILE, file.id()) + " is deleted or has expired"));
        String key = row.objectKey();
        if (key == null) {
            return new SegmentedContent(segments, objects, row.id(), offset, offset + length);
        }
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        String sha256 = length == row.bytes() ? row.sha256() : null;
        return new CheckedRange(
                objects.open(key, offset, length), length, sha256, "file " + Ids.render(Ids.FILE, row.id()));
    }

    private void deleteQuietly(String key) {
        try {
            objects.delete(key);
        } catch (IOException e) {
            LOGGER.atWarn().addKeyValue("error", e.getMessage()).log("object of a failed upload is left behind");
        }
    }
}
