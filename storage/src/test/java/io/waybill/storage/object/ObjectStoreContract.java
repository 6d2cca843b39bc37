package io.waybill.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.ListMultipartUploadsArgs;
import io.minio.MinioAsyncClient;
import io.waybill.storage.hash.Sha256;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What any S3 server must do for us; each server that is tested extends it. */
abstract class ObjectStoreContract {

    private static final String TEXT = "application/jsonl";

    private final String key = "accounts/a/files/" + UUID.randomUUID();

    private S3ObjectStore store;

    /** {@return the settings of a bucket that this class alone uses} */
    abstract S3Settings settings();

    /** {@return to how many of those who put if absent at the same moment the server says that they did} */
    int winnersMax() {
        return 1;
    }

    @BeforeEach
    void open() throws IOException {
        store = S3ObjectStore.open(settings());
        store.createBucketIfMissing();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void createsTheBucketOnceAlthoughManyAsk() throws Exception {
        var settings = settings();
        var other = new S3Settings(
                settings.endpoint(),
                settings.region(),
                "bucket-" + UUID.randomUUID(),
                settings.accessKey(),
                settings.secretKey());

        try (var fresh = S3ObjectStore.open(other)) {
            atOnce(8, () -> {
                fresh.createBucketIfMissing();
                return true;
            });

            assertThat(fresh.putIfAbsent(key, bytes("there"), TEXT)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                65_536,
                65_537,
                StreamingPut.PART_BYTES - 1,
                StreamingPut.PART_BYTES,
                StreamingPut.PART_BYTES + 1,
                2 * StreamingPut.PART_BYTES,
                2 * StreamingPut.PART_BYTES + 4711
            })
    void storesAStreamOfAnyLengthAndHashesItOnTheWay(int length) throws Exception {
        var content = random(length);

        var stored = store.put(key, new Dribble(content, 100_003), TEXT);

        assertThat(stored).isEqualTo(new StoredObject(key, length, Sha256.hex(content)));
        assertThat(store.length(key)).contains((long) length);
        try (var read = store.open(key)) {
            assertThat(read.readAllBytes()).isEqualTo(content);
        }
        assertThat(openUploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, StreamingPut.PART_BYTES + 1, 2 * StreamingPut.PART_BYTES + 1})
    void storesNothingWhenTheSourceFails(int afterBytes) throws Exception {
        var broken = new Broken(new ByteArrayInputStream(random(afterBytes)));

        assertThatThrownBy(() -> store.put(key, broken, TEXT)).hasMessage("the client went away");

        assertThat(store.length(key)).isEmpty();
        assertThat(openUploads()).isZero();
    }

    @Test
    void leavesTheFormerObjectWhenTheSourceOfItsReplacementFails() throws Exception {
        store.put(key, bytes("former"), TEXT);
        var broken = new Broken(new ByteArrayInputStream(random(StreamingPut.PART_BYTES + 1)));

        assertThatThrownBy(() -> store.put(key, broken, TEXT)).isInstanceOf(IOException.class);

        assertThat(store.read(key, 0, 6)).isEqualTo(bytes("former"));
    }

    @Test
    void replacesAnObject() throws Exception {
        store.put(key, bytes("a longer former content"), TEXT);

        store.put(key, bytes("new"), TEXT);

        assertThat(store.length(key)).contains(3L);
        assertThat(store.read(key, 0, 3)).isEqualTo(bytes("new"));
    }

    @Test
    void putsIfAbsentOnceAndLeavesWhatIsThere() throws Exception {
        var first = store.putIfAbsent(key, bytes("first"), TEXT);
        var second = store.putIfAbsent(key, bytes("second"), TEXT);

        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(store.read(key, 0, 5)).isEqualTo(bytes("first"));
    }

    @Test
    void oneOfSixteenPutsIfAbsent() throws Exception {
        for (var round = 0; round < 20; round++) {
            var contested = key + "-" + round;

            var won = atOnce(16, () -> {
                var mine = UUID.randomUUID().toString();
                return store.putIfAbsent(contested, bytes(mine), TEXT) ? mine : "";
            });

            var winners = won.stream().filter(w -> !w.isEmpty()).toList();
            assertThat(winners).hasSizeBetween(1, winnersMax());
            assertThat(winners).contains(text(store.read(contested, 0, 36)));
        }
    }

    @Test
    void refusesToPutIfAbsentWhatDoesNotFitOneRequest() {
        var tooLong = new byte[S3ObjectStore.SINGLE_PUT_BYTES_MAX + 1];

        assertThatThrownBy(() -> store.putIfAbsent(key, tooLong, TEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("67108865 bytes, allowed are 67108864");
    }

    @Test
    void readsRanges() throws Exception {
        store.put(key, bytes("0123456789"), TEXT);

        assertThat(all(store.open(key, 0, 4))).isEqualTo("0123");
        assertThat(all(store.open(key, 3, 4))).isEqualTo("3456");
        assertThat(all(store.open(key, 9, 1))).isEqualTo("9");
        assertThat(all(store.open(key, 8, 100))).isEqualTo("89");
        assertThat(all(store.open(key, 10, 5))).isEmpty();
        assertThat(all(store.open(key, 99, 5))).isEmpty();
        assertThat(all(store.open(key, 3, 0))).isEmpty();
        assertThat(store.read(key, 2, 3)).isEqualTo(bytes("234"));
        assertThat(store.read(key, 2, 0)).isEmpty();
    }

    @Test
    void saysWhereAnObjectEndsBeforeWhatIsWanted() throws Exception {
        store.put(key, bytes("0123456789"), TEXT);

        assertThatThrownBy(() -> store.read(key, 8, 3))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("ends at byte 10, wanted were 3 bytes from 8");
    }

    @Test
    void refusesNegativeRanges() {
        assertThatThrownBy(() -> store.open(key, -1, 3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open(key, 1, -3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesTheKeyThatIsNotThere() throws Exception {
        assertThat(store.length(key)).isEmpty();
        assertThatThrownBy(() -> store.open(key))
                .isInstanceOf(ObjectNotFound.class)
                .hasMessage("no object has key " + key);
        assertThatThrownBy(() -> store.open(key, 1, 2)).isInstanceOf(ObjectNotFound.class);
        assertThatThrownBy(() -> store.open(key, 1, 0)).isInstanceOf(ObjectNotFound.class);
        assertThatThrownBy(() -> store.read(key, 1, 2)).isInstanceOf(ObjectNotFound.class);
    }

    @Test
    void deletesWhetherThereIsOneOrNot() throws Exception {
        store.put(key, bytes("x"), TEXT);

        store.delete(key);
        store.delete(key);

        assertThat(store.length(key)).isEmpty();
        assertThat(store.putIfAbsent(key, bytes("again"), TEXT)).isTrue();
    }

    @Test
    void saysThatTheKeyIsWrongAndDoesNotGiveTheSecretAway() {
        var right = settings();
        var wrong =
                new S3Settings(right.endpoint(), right.region(), right.bucket(), right.accessKey(), "not-the-secret");

        try (var stranger = S3ObjectStore.open(wrong)) {
            assertThatThrownBy(() -> stranger.put(key, bytes("x"), TEXT))
                    .isInstanceOf(S3CallFailed.class)
                    .hasMessageContaining("put " + key)
                    .hasMessageContaining("403")
                    .message()
                    .doesNotContain("not-the-secret");
        }
    }

    @Test
    void saysThatTheBucketIsMissing() {
        var settings = settings();
        var missing = new S3Settings(
                settings.endpoint(),
                settings.region(),
                "bucket-" + UUID.randomUUID(),
                settings.accessKey(),
                settings.secretKey());

        try (var nowhere = S3ObjectStore.open(missing)) {
            assertThatThrownBy(() -> nowhere.put(key, bytes("x"), TEXT)).hasMessageContaining("NoSuchBucket");
            assertThatThrownBy(() -> nowhere.open(key))
                    .isNotInstanceOf(ObjectNotFound.class)
                    .hasMessageContaining("NoSuchBucket");
        }
    }

    @Test
    void manyThreadsReadAndWriteAtOnce() throws Exception {
        var stored = atOnce(100, () -> {
            var mine = key + "-" + UUID.randomUUID();
            var content = random(20_000);
            store.put(mine, content, TEXT);
            return Sha256.hex(store.read(mine, 0, content.length)).equals(Sha256.hex(content));
        });

        assertThat(stored).hasSize(100).containsOnly(true);
    }

    private int openUploads() throws Exception {
        var settings = settings();
        try (var client = MinioAsyncClient.builder()
                .endpoint(settings.endpoint().toString())
                .region(settings.region())
                .credentials(settings.accessKey(), settings.secretKey())
                .build()) {
            var list = ListMultipartUploadsArgs.builder()
                    .bucket(settings.bucket())
                    .prefix(key)
                    .build();
            return client.listMultipartUploads(list).get().result().uploads().size();
        }
    }

    private static <T> List<T> atOnce(int threads, Callable<T> task) throws Exception {
        var start = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<T>>();
            for (var i = 0; i < threads; i++) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            var answers = new ArrayList<T>();
            for (var future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }

    private static String all(InputStream content) throws IOException {
        try (content) {
            return text(content.readAllBytes());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Gives at most some bytes at a time, as a socket does. */
    private static final class Dribble extends FilterInputStream {

        private final int most;

        private Dribble(byte[] content, int most) {
            super(new ByteArrayInputStream(content));
            this.most = most;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(most, length));
        }
    }

    /** Fails where the content ends. */
    private static final class Broken extends FilterInputStream {

        private Broken(InputStream content) {
            super(content);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            var read = super.read(target, offset, length);
            if (read < 0) {
                throw new IOException("the client went away");
            }
            return read;
        }
    }
}
