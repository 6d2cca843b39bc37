package io.waybill.storage.object;

import io.minio.BucketExistsArgs;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** The MinIO client, and what it does not do. */
final class S3Client extends MinioAsyncClient {

    private S3Client(MinioAsyncClient client) {
        super(client);
    }

    static S3Client of(S3Settings settings, OkHttpClient http) {
        return new S3Client(MinioAsyncClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .httpClient(http)
                .build());
    }

    /**
     * Creates a bucket in {@code region}. The client always names the region in the request; S3 and servers that are
     * strict about it refuse that for {@code us-east-1}, which is where a bucket is that names no region.
     */
    CompletableFuture<?> createBucket(String bucket, String region) {
        if (!region.equals(Http.US_EAST_1)) {
            return makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        }
        var args = BucketExistsArgs.builder().bucket(bucket).build();
        return executePutAsync(args, new Http.Headers(), new Http.QueryParameters(), Http.EMPTY_BODY)
                .thenAccept(Response::close);
    }
}
