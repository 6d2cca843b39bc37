package io.waybill.storage.object;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/** Where the bucket is and how to get in. {@link #toString} hides the secret. */
public record S3Settings(URI endpoint, String region, String bucket, String accessKey, String secretKey) {

    /** Checks that what must be there is. */
    public S3Settings {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(region, "region");
        requireNonNull(bucket, "bucket");
        requireNonNull(accessKey, "accessKey");
        requireNonNull(secretKey, "secretKey");
    }

    @Override
    public String toString() {
        return "S3Settings[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + "]";
    }
}
