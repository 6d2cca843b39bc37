package io.waybill.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentlyReadTest {

    private static final String TEXT = "text/plain";

    private static S3Proxy server;
    private static Counting counting;
    private static RecentlyRead store;

    private final String key = "accounts/a/files/" + UUID.randomUUID();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(directory.toString()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, "waybill", "a-secret-of-the-test")
                .build();
        server.start();
        var endpoint = URI.create("http://127.0.0.1:" + server.getPort());
        var direct =
                S3ObjectStore.open(new S3Settings(endpoint, "us-east-1", "waybill", "waybill", "a-secret-of-the-test"));
        direct.createBucketIfMissing();
        counting = new Counting(direct);
        store = new RecentlyRead(counting);
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
        server.stop();
    }

    @Test
    void readsRangesThatLieSideBySideByOneCall() throws Exception {
        store.put(key, bytes("one two three"), TEXT);
        int before = counting.opens.get();

        assertThat(store.read(key, 0, 3)).isEqualTo(bytes("one"));
        assertThat(store.read(key, 4, 3)).isEqualTo(bytes("two"));
        assertThat(store.open(key, 8, 100).readAllBytes()).isEqualTo(bytes("three"));
        assertThat(store.open(key, 50, 4).readAllBytes()).isEmpty();

        assertThat(counting.opens.get() - before).isEqualTo(1);
    }

    @Test
    void readsAcrossTheBoundariesOfBlocksAsTheStoreDoes() throws Exception {
        byte[] content = new byte[3 * RecentlyRead.BLOCK_BYTES + 17];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 31);
        }
        store.put(key, content, TEXT);

        for (int offset = RecentlyRead.BLOCK_BYTES - 40; offset < content.length - 100; offset += 30_011) {
            assertThat(store.read(key, offset, 100)).isEqualTo(Arrays.copyOfRange(content, offset, offset + 100));
        }
        assertThat(store.read(key, content.length - 17, 17))
                .isEqualTo(Arrays.copyOfRange(content, content.length - 17, content.length));
    }

    @Test
    void letsLongRangesPass() throws Exception {
        store.put(key, new byte[RecentlyRead.RANGE_BYTES_MAX + 1], TEXT);
        int before = counting.opens.get();

        store.read(key, 0, RecentlyRead.RANGE_BYTES_MAX + 1);
        store.read(key, 0, RecentlyRead.RANGE_BYTES_MAX + 1);

        assertThat(counting.opens.get() - before).isEqualTo(2);
    }

    @Test
    void forgetsWhatItPutsOrDeletes() throws Exception {
        store.put(key, bytes("before"), TEXT);
        store.read(key, 0, 6);

        store.put(key, bytes("behind"), TEXT);
        byte[] replaced = store.read(key, 0, 6);
        store.delete(key);

        assertThat(replaced).isEqualTo(bytes("behind"));
        assertThatThrownBy(() -> store.read(key, 0, 6)).isInstanceOf(ObjectNotFound.class);
    }

    @Test
    void findsAnObjectThatWasNotThereBefore() throws Exception {
        assertThatThrownBy(() -> store.open(key, 0, 1)).isInstanceOf(ObjectNotFound.class);

        assertThat(store.putIfAbsent(key, bytes("x"), TEXT)).isTrue();

        assertThat(store.read(key, 0, 1)).isEqualTo(bytes("x"));
    }

    @Test
    void saysWhereAnObjectEnds() throws Exception {
        store.put(key, bytes("short"), TEXT);

        assertThatThrownBy(() -> store.read(key, 2, 10))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("ends at byte 5");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Counts the ranges that are asked of the server. */
    private static final class Counting implements ObjectStore {

        private final ObjectStore objects;
        private final AtomicInteger opens = new AtomicInteger();

        Counting(ObjectStore objects) {
            this.objects = objects;
        }

        @Override
        public StoredObject put(String key, InputStream content, String contentType) throws IOException {
            return objects.put(key, content, contentType);
        }

        @Override
        public StoredObject put(String key, byte[] content, String contentType) throws IOException {
            return objects.put(key, content, contentType);
        }

        @Override
        public boolean putIfAbsent(String key, byte[] content, String contentType) throws IOException {
            return objects.putIfAbsent(key, content, contentType);
        }

        @Override
        public InputStream open(String key) throws IOException {
            return objects.open(key);
        }

        @Override
        public InputStream open(String key, long offset, long length) throws IOException {
            opens.incrementAndGet();
            return objects.open(key, offset, length);
        }

        @Override
        public byte[] read(String key, long offset, int length) throws IOException {
            opens.incrementAndGet();
            return objects.read(key, offset, length);
        }

        @Override
        public Optional<Long> length(String key) throws IOException {
            return objects.length(key);
        }

        @Override
        public void delete(String key) throws IOException {
            objects.delete(key);
        }

        @Override
        public void close() {
            objects.close();
        }
    }
}
