package io.waybill.storage.object;

import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The server that is embedded in the standalone process. */
class S3ProxyObjectStoreTest extends ObjectStoreContract {

    private static final String ACCESS_KEY = "waybill";
    private static final String SECRET_KEY = "a-secret-of-the-test";

    private static S3Proxy server;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @Override
    S3Settings settings() {
        var endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        return new S3Settings(endpoint, "us-east-1", "waybill-s3proxy", ACCESS_KEY, SECRET_KEY);
    }
}
