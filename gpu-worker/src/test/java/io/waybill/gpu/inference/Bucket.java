package io.waybill.gpu.inference;

import io.waybill.storage.object.S3ObjectStore;
import io.waybill.storage.object.S3Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A bucket on a real S3 server in this process. */
public final class Bucket implements AutoCloseable {

    private static final String ACCESS_KEY = "waybill";
    private static final String SECRET_KEY = "a-secret-of-the-test";

    private final S3Proxy server;
    private final S3Settings settings;
    private final S3ObjectStore objects;

    private Bucket(S3Proxy server, S3Settings settings, S3ObjectStore objects) {
        this.server = server;
        this.settings = settings;
        this.objects = objects;
    }

    /** Starts the server with its data in {@code directory}. */
    public static Bucket start(Path directory) throws Exception {
        Files.createDirectories(directory);
        S3Proxy server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
        S3Settings settings = new S3Settings(
                URI.create("http://127.0.0.1:" + server.getPort()), "us-east-1", "waybill", ACCESS_KEY, SECRET_KEY);
        S3ObjectStore objects = S3ObjectStore.open(settings);
        objects.createBucketIfMissing();
        return new Bucket(server, settings, objects);
    }

    /** {@return how to reach it} */
    public S3Settings settings() {
        return settings;
    }

    /** {@return its objects} */
    public S3ObjectStore objects() {
        return objects;
    }

    @Override
    public void close() {
        objects.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server did not stop", e);
        }
    }
}
