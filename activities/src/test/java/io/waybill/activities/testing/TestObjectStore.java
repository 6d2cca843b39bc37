package io.waybill.activities.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** The one S3 server of this JVM, on files that go with it; each caller gets a bucket of its own. */
public final class TestObjectStore {

    private static final String ACCESS_KEY = "waybill";
    private static final String SECRET_KEY = "secret-of-the-tests";
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestObjectStore() {}

    /** {@return {@code waybill.s3.*} settings of a new bucket, which a start makes} */
    public static Map<String, Object> settings() {
        return Map.of(
                "waybill.s3.endpoint",
                "http://127.0.0.1:" + Server.PORT,
                "waybill.s3.bucket",
                "waybill-" + COUNT.incrementAndGet(),
                "waybill.s3.access-key",
                ACCESS_KEY,
                "waybill.s3.secret-key",
                SECRET_KEY);
    }

    /** Started with the first bucket, stopped with the JVM. */
    private static final class Server {

        static final int PORT = start();

        private static int start() {
            try {
                Path directory = Files.createTempDirectory("waybill-objects");
                S3Proxy server = S3Proxy.builder()
                        .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                        .build();
                server.start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory)));
                return server.getPort();
            } catch (Exception e) {
                throw new IllegalStateException("cannot start the S3 server", e);
            }
        }

        private static void stop(S3Proxy server, Path directory) {
            try (Stream<Path> files = Files.walk(directory)) {
                server.stop();
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new IllegalStateException("cannot delete " + directory, e);
            } catch (Exception e) {
                throw new IllegalStateException("cannot stop the S3 server", e);
            }
        }
    }
}
