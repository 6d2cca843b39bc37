package io.waybill.standalone.part;

import io.waybill.standalone.data.DataDirectory;
import io.waybill.standalone.process.SupervisedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/** An S3 endpoint within this process, with its objects as files. */
public final class ObjectStorePart implements Part {

    /** The one bucket. */
    public static final String BUCKET = "waybill";

    /** s3proxy accepts any; clients must name one. */
    public static final String REGION = "us-east-1";

    private final DataDirectory data;
    private final URI endpoint;
    private final String accessKey;
    private final String secretKey;
    private @Nullable S3Proxy server; // null until started

    /** Starts nothing yet. */
    public ObjectStorePart(DataDirectory data, int port, String accessKey, String secretKey) {
        this.data = data;
        this.endpoint = URI.create("http://127.0.0.1:" + port);
        this.accessKey = accessKey;
        this.secretKey = secretKey;
    }

    /** {@return where it answers} */
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String name() {
        return "s3";
    }

    @Override
    public String summary() {
        return "port " + endpoint.getPort();
    }

    @Override
    public List<SupervisedProcess> processes() {
        return List.of();
    }

    @Override
    public void start() throws IOException {
        Files.createDirectories(data.objects().resolve(BUCKET));
        var proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(data.objects().toString()))
                .endpoint(endpoint)
                .awsAuthentication(AuthenticationType.AWS_V4, accessKey, secretKey)
                .ignoreUnknownHeaders(true)
                .build();
        try {
            proxy.start();
        } catch (Exception e) { // Jetty declares no less
            throw new IOException("the object store cannot start on " + endpoint + ": " + e.getMessage(), e);
        }
        server = proxy;
    }

    @Override
    public void stop() {
        if (server != null) {
            try {
                server.stop();
            } catch (Exception e) { // Jetty declares no less; the process is about to end
                System.err.println("the object store did not stop in good order: " + e.getMessage());
            }
        }
    }
}
