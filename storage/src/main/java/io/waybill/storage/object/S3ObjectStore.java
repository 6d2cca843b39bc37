package io.waybill.storage.object;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.Http;
import io.minio.PutObjectAPIArgs;
import io.minio.RemoveObjectArgs;
import io.minio.StatObjectArgs;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objects in a bucket of any server that speaks S3. Thread-safe; at most {@link S3Http#REQUESTS_MAX} requests are in
 * flight at a time, further ones wait.
 *
 * <p>A call is tried {@link S3Calls#ATTEMPTS_MAX} times where the connection fails or the server answers 5xx or asks to
 * slow down. A {@link #putIfAbsent} whose first answer was lost finds its own object at the second try and answers
 * false: whoever gets false reads what is there.
 */
public final class S3ObjectStore implements ObjectStore {

    /** Longest content of {@link #putIfAbsent}: it is held in memory and sent in one request. */
    public static final int SINGLE_PUT_BYTES_MAX = 64 * 1024 * 1024;

    private final S3Http http;
    private final S3Client client;
    private final String region;
    private final String bucket;

    private S3ObjectStore(S3Settings settings, S3Http http) {
        this.http = http;
        this.bucket = settings.bucket();
        this.region = settings.region();
        this.client = S3Client.of(settings, http.client());
    }

    /**
     * Makes the client; sends nothing.
     *
     * @throws IllegalArgumentException where endpoint or bucket are of no use to S3
     */
    public static S3ObjectStore open(S3Settings settings) {
        return new S3ObjectStore(settings, S3Http.open());
    }

    /** Creates the bucket where there is none; several processes may do so at once. */
    public void createBucketIfMissing() throws IOException {
        var exists = BucketExistsArgs.builder().bucket(bucket).build();
        if (S3Calls.call("look for bucket", bucket, () -> client.bucketExists(exists))) {
            return;
        }
        try {
            S3Calls.call("create bucket", bucket, () -> client.createBucket(bucket, region));
        } catch (S3CallFailed e) {
            if (!e.code().startsWith("BucketAlready")) {
                throw e;
            }
        }
    }

    @Override
    public StoredObject put(String key, InputStream content, String contentType) throws IOException {
        return new StreamingPut(client, bucket, key, contentType).run(content);
    }

    @Override
    public StoredObject put(String key, byte[] content, String contentType) throws IOException {
        return new StreamingPut(client, bucket, key, contentType).run(content);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content, String contentType) throws IOException {
        if (content.length > SINGLE_PUT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "object " + key + " has " + content.length + " bytes, allowed are " + SINGLE_PUT_BYTES_MAX);
        }
        var put = PutObjectAPIArgs.builder()
                .bucket(bucket)
                .object(key)
                .data(content, content.length)
                .contentType(contentType)
                .headers(new Http.Headers("If-None-Match", "*"))
                .build();
        try {
            S3Calls.call("put if absent", key, () -> client.putObject(put));
            return true;
        } catch (S3CallFailed e) {
            if (e.status() == S3CallFailed.PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public InputStream open(String key) throws IOException {
        return ObjectStream.open((offset, etag) -> get(key, offset, null, etag), key, 0);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws IOException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "offset " + offset + " and length " + length + " of " + key + " must not be negative");
        }
        if (length == 0) {
            if (length(key).isEmpty()) {
                throw new ObjectNotFound(key);
            }
            return InputStream.nullInputStream();
        }
        var end = Math.addExact(offset, length);
        try {
            return ObjectStream.open((from, etag) -> get(key, from, end - from, etag), key, offset);
        } catch (S3CallFailed e) {
            if (e.status() == S3CallFailed.RANGE_NOT_SATISFIABLE) {
                return InputStream.nullInputStream();
            }
            throw e;
        }
    }

    private ObjectStream.Opened get(String key, long offset, @Nullable Long length, @Nullable String etag)
            throws IOException {
        var get = GetObjectArgs.builder().bucket(bucket).object(key);
        if (offset > 0 || length != null) {
            get.offset(offset).length(length);
        }
        if (etag != null) {
            get.matchETag(etag);
        }
        var args = get.build();
        var answer = S3Calls.call("get", key, () -> client.getObject(args));
        return new ObjectStream.Opened(answer, answer.headers().get("ETag"));
    }

    @Override
    public byte[] read(String key, long offset, int length) throws IOException {
        try (var content = open(key, offset, length)) {
            var bytes = content.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("object " + key + " ends at byte " + (offset + bytes.length) + ", wanted were "
                        + length + " bytes from " + offset);
            }
            return bytes;
        }
    }

    @Override
    public Optional<Long> length(String key) throws IOException {
        var stat = StatObjectArgs.builder().bucket(bucket).object(key).build();
        try {
            return Optional.of(
                    S3Calls.call("look for", key, () -> client.statObject(stat)).size());
        } catch (ObjectNotFound _) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        var remove = RemoveObjectArgs.builder().bucket(bucket).object(key).build();
        try {
            S3Calls.call("delete", key, () -> client.removeObject(remove));
        } catch (ObjectNotFound _) {
            // Some servers answer 404 where S3 answers 204: in both cases the object is not there.
        }
    }

    @Override
    public void close() {
        http.close();
    }

    @Override
    public String toString() {
        return "S3ObjectStore[bucket=" + bucket + "]";
    }
}
