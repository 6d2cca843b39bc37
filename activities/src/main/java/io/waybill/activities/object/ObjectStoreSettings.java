package io.waybill.activities.object;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.secret.Secrets;
import io.waybill.storage.object.S3Settings;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the bucket is. {@link #toString} hides the secret.
 *
 * @param accessKey null where {@code accessKeyFile} has it
 * @param accessKeyFile null where {@code accessKey} is set
 * @param secretKey null where {@code secretKeyFile} has it
 * @param secretKeyFile null where {@code secretKey} is set
 * @param createBucket whether a start makes the bucket where there is none
 */
@ConfigurationProperties("waybill.s3")
record ObjectStoreSettings(
        URI endpoint,
        @DefaultValue("us-east-1") String region,
        @DefaultValue("waybill") String bucket,
        @Nullable String accessKey,
        @Nullable Path accessKeyFile,
        @Nullable String secretKey,
        @Nullable Path secretKeyFile,
        @DefaultValue("true") boolean createBucket) {

    @SuppressWarnings("NullAway") // the binder passes null for what is not set
    ObjectStoreSettings {
        if (endpoint == null || endpoint.getHost() == null) {
            throw new IllegalArgumentException("waybill.s3.endpoint must be http://host:port or https://host:port");
        }
        accessKey = Secrets.required("waybill.s3.access-key", accessKey, accessKeyFile);
        accessKeyFile = null;
        secretKey = Secrets.required("waybill.s3.secret-key", secretKey, secretKeyFile);
        secretKeyFile = null;
    }

    S3Settings toS3Settings() {
        return new S3Settings(
                endpoint,
                region,
                bucket,
                requireNonNull(accessKey, "accessKey"),
                requireNonNull(secretKey, "secretKey"));
    }

    @Override
    public String toString() {
        return "ObjectStoreSettings[endpoint=" + endpoint + ", region=" + region + ", bucket=" + bucket + "]";
    }
}
