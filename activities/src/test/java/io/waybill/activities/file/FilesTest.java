package io.waybill.activities.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FilesTest {

    private static final int SIZE_MAX = 2_000;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().with("waybill.file.size-max", SIZE_MAX + "B");

    private final Files files = ACTIVITIES.bean(Files.class);
    private final ObjectStore objects = ACTIVITIES.bean(ObjectStore.class);
    private final UUID account = ACTIVITIES.account(0).id();

    @Test
    void keepsLengthAndHashOfAnUpload() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "hello");

        assertThat(file.bytes()).isEqualTo(5);
        assertThat(file.sha256()).isEqualTo(Sha256.hex("hello".getBytes(UTF_8)));
        assertThat(files.find(account, file.id())).contains(file);
        assertThat(read(file, 0, 5)).isEqualTo("hello");
    }

    @Test
    void keepsAnEmptyFile() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "");

        assertThat(file.bytes()).isZero();
        assertThat(read(file, 0, 0)).isEmpty();
    }

    @Test
    void yieldsRanges() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "0123456789");

        assertThat(read(file, 3, 4)).isEqualTo("3456");
        assertThat(read(file, 9, 1)).isEqualTo("9");
        assertThatThrownBy(() -> files.open(file, 9, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> files.open(file, -1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesTheLongestFileAndNotOneByteMore() throws IOException {
        StoredFile longest = store("a.jsonl", "batch", "x".repeat(SIZE_MAX));

        assertThatThrownBy(() -> store("a.jsonl", "batch", "x".repeat(SIZE_MAX + 1)))
                .isInstanceOf(FileTooLarge.class)
                .hasMessageContaining(String.valueOf(SIZE_MAX));

        assertThat(files.list(account, null, null, false, 10)).containsExactly(longest);
    }

    @Test
    void keepsNothingOfAnUploadThatBreaksOff() {
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream("hel".getBytes(UTF_8)), new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        throw new IOException("connection reset");
                    }
                });

        assertThatThrownBy(() -> files.store(account, "a.jsonl", () -> UploadTerms.of("batch"), broken))
                .isInstanceOf(IOException.class);

        assertThat(files.list(account, null, null, false, 10)).isEmpty();
    }

    @Test
    void keepsNothingOfAnUploadForAnUnknownPurpose() {
        assertThatThrownBy(() -> store("a.jsonl", "assistants", "hello")).isInstanceOf(FileRejected.class);

        assertThat(files.list(account, null, null, false, 10)).isEmpty();
    }

    @Test
    void listsInPagesByPurpose() throws IOException {
        var stored = new ArrayList<StoredFile>();
        for (int i = 0; i < 5; i++) {
            ACTIVITIES.clock().advance(Duration.ofMillis(1));
            stored.add(store(i + ".jsonl", i == 2 ? "user_data" : "batch", "x"));
        }

        assertThat(files.list(account, null, null, false, 2)).containsExactly(stored.get(4), stored.get(3));
        assertThat(files.list(account, null, stored.get(3).id(), false, 10))
                .containsExactly(stored.get(2), stored.get(1), stored.get(0));
        assertThat(files.list(account, null, stored.get(3).id(), true, 10)).containsExactly(stored.get(4));
        assertThat(files.list(account, "user_data", null, true, 10)).containsExactly(stored.get(2));
    }

    @Test
    void knowsNoFileOfAnotherAccount() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "hello");
        UUID other = ACTIVITIES.account(0).id();

        assertThat(files.find(other, file.id())).isEmpty();
        assertThat(files.delete(other, file.id())).isFalse();
        assertThat(files.list(other, null, null, false, 10)).isEmpty();
    }

    @Test
    void deletesRowAndBytes() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "hello");

        assertThat(files.delete(account, file.id())).isTrue();
        assertThat(files.delete(account, file.id())).isFalse();

        assertThat(files.find(account, file.id())).isEmpty();
        assertThat(files.list(account, null, null, false, 10)).isEmpty();
        assertThat(objects.length(key(file))).isEmpty();
        assertThatThrownBy(() -> files.open(file, 0, 5)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesToDeleteWhatARunningBatchReads() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "hello");
        UUID batch = UUID.randomUUID();
        ACTIVITIES.database().execute("""
                INSERT INTO batch (id, account_id, key_id, dialect, lane, state, quarantine, input_file_id,
                                   window_seconds, created_at, expires_at)
                VALUES ('%s', '%s', 'k', 'file', 'low', 'in_progress', false, '%s', 3600, now(), now())
                """.formatted(batch, account, file.id()));

        assertThatThrownBy(() -> files.delete(account, file.id()))
                .isInstanceOf(FileInUse.class)
                .hasMessageContaining(batch.toString().replace("-", ""));

        assertThat(read(file, 0, 5)).isEqualTo("hello");
        ACTIVITIES.database().execute("UPDATE batch SET state = 'failed' WHERE id = '" + batch + "'");
        assertThat(files.delete(account, file.id())).isTrue();
    }

    @Test
    void noticesAnObjectThatWasChanged() throws IOException {
        StoredFile file = store("a.jsonl", "batch", "hello");
        objects.put(key(file), "jello".getBytes(UTF_8), "application/octet-stream");

        assertThatThrownBy(() -> read(file, 0, 5))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("SHA-256");
    }

    private StoredFile store(String filename, String purpose, String content) throws IOException {
        return files.store(
                account, filename, () -> UploadTerms.of(purpose), new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    private String key(StoredFile file) {
        return ObjectKeys.file(account.toString(), file.id().toString());
    }

    private String read(StoredFile file, long offset, long length) throws IOException {
        try (InputStream in = files.open(file, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
