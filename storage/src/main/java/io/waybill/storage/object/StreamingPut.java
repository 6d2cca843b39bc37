package io.waybill.storage.object;

import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.MinioAsyncClient;
import io.minio.PutObjectAPIArgs;
import io.minio.UploadPartArgs;
import io.minio.messages.Part;
import io.waybill.storage.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Stores a stream of unknown length: in one request where it fits one part, else in parts. One part is in memory at a
 * time. Whatever fails, the parts sent so far are thrown away.
 */
final class StreamingPut {

    /** S3 wants at least 5 MiB; a part is held in memory until it is stored, so that it can be sent again. */
    static final int PART_BYTES = 8 * 1024 * 1024;

    /** Of S3. Together 78 GiB. */
    static final int PARTS_MAX = 10_000;

    /** Most uploads are small: the buffer starts here and grows up to a part. */
    private static final int FIRST_BUFFER_BYTES = 64 * 1024;

    private final MinioAsyncClient client;
    private final String bucket;
    private final String key;
    private final String contentType;
    private final Sha256 sha256 = new Sha256();
    private byte[] buffer = {};

    StreamingPut(MinioAsyncClient client, String bucket, String key, String contentType) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.contentType = contentType;
    }

    /** Stores an array, which is sent as it is where it fits one part. */
    StoredObject run(byte[] content) throws IOException {
        if (content.length >= PART_BYTES) {
            return run(new ByteArrayInputStream(content));
        }
        buffer = content;
        sha256.update(content, 0, content.length);
        putWhole(content.length);
        return new StoredObject(key, content.length, sha256.hex());
    }

    StoredObject run(InputStream content) throws IOException {
        buffer = new byte[FIRST_BUFFER_BYTES];
        var length = fill(content);
        if (length < PART_BYTES) {
            putWhole(length);
            return new StoredObject(key, length, sha256.hex());
        }
        return putParts(content, length);
    }

    private void putWhole(int length) throws IOException {
        var put = PutObjectAPIArgs.builder()
                .bucket(bucket)
                .object(key)
                .data(buffer, length)
                .contentType(contentType)
                .build();
        S3Calls.call("put", key, () -> client.putObject(put));
    }

    private StoredObject putParts(InputStream content, int firstLength) throws IOException {
        var create = CreateMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .headers(new Http.Headers("Content-Type", contentType))
                .build();
        var uploadId = S3Calls.call("begin upload of", key, () -> client.createMultipartUpload(create))
                .result()
                .uploadId();
        try {
            var parts = new ArrayList<Part>();
            var bytes = 0L;
            for (var length = firstLength; length > 0; length = fill(content)) {
                parts.add(putPart(uploadId, parts.size() + 1, length));
                bytes += length;
            }
            complete(uploadId, parts);
            return new StoredObject(key, bytes, sha256.hex());
        } catch (IOException | RuntimeException | Error e) {
            abort(uploadId, e);
            throw e;
        }
    }

    private Part putPart(String uploadId, int number, int length) throws IOException {
        if (number > PARTS_MAX) {
            throw new IOException(
                    "object " + key + " is too long: allowed are " + (long) PARTS_MAX * PART_BYTES + " bytes");
        }
        var upload = UploadPartArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .partNumber(number)
                .data(buffer, length)
                .build();
        var answer = S3Calls.call("put part " + number + " of", key, () -> client.uploadPart(upload));
        // Without the checksums that some servers add to the answer: sent back, they are refused as not asked for.
        return new Part(number, answer.part().etag());
    }

    private void complete(String uploadId, List<Part> parts) throws IOException {
        var complete = CompleteMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .parts(parts.toArray(Part[]::new))
                .build();
        S3Calls.call("end upload of", key, () -> client.completeMultipartUpload(complete));
    }

    /** Also when interrupted: parts that nobody throws away cost the operator storage. */
    private void abort(String uploadId, Throwable reason) {
        var abort = AbortMultipartUploadArgs.builder()
                .bucket(bucket)
                .object(key)
                .uploadId(uploadId)
                .build();
        try {
            var _ = client.abortMultipartUpload(abort).join();
        } catch (CompletionException e) {
            reason.addSuppressed(e);
        }
    }

    /** {@return how many bytes of the next part are in the buffer: less than a part only at the end} */
    private int fill(InputStream content) throws IOException {
        var length = 0;
        while (length < PART_BYTES) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(2 * length, PART_BYTES));
            }
            var read = content.read(buffer, length, buffer.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        sha256.update(buffer, 0, length);
        return length;
    }
}
