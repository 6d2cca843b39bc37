package io.waybill.activities.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.file.OutputFiles.NewOutput;
import io.waybill.activities.file.OutputFiles.Segment;
import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.hash.Sha256;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutputFilesTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final OutputFiles outputs = ACTIVITIES.bean(OutputFiles.class);
    private final Files files = ACTIVITIES.bean(Files.class);
    private final ObjectStore objects = ACTIVITIES.bean(ObjectStore.class);
    private final Transactions transactions = ACTIVITIES.bean(Transactions.class);
    private final UUID account = ACTIVITIES.account(0).id();
    private final UUID batch = UUID.randomUUID();

    @Test
    void yieldsAnyRangeOfTheSegmentsJoined() throws IOException {
        String first = put("one", "__abcde__");
        String second = put("two", "FGH");
        StoredFile file =
                publish(List.of(segment(first, 2, "abcde"), segment(second, 0, "FGH"), segment(first, 6, "e_")));

        assertThat(file.bytes()).isEqualTo(10);
        for (int from = 0; from <= 10; from++) {
            for (int to = from; to <= 10; to++) {
                assertThat(read(file, from, to - from)).isEqualTo("abcdeFGHe_".substring(from, to));
            }
        }
    }

    @Test
    void readsMoreSegmentsThanAPageHas() throws IOException {
        String object = put("many", "x");
        var segments = new ArrayList<Segment>();
        for (int i = 0; i <= SegmentedContent.PAGE_SEGMENTS; i++) {
            segments.add(segment(object, 0, "x"));
        }
        StoredFile file = publish(segments);

        assertThat(read(file, SegmentedContent.PAGE_SEGMENTS - 2, 3)).isEqualTo("xxx");
    }

    @Test
    void publishesOnce() throws IOException {
        String object = put("one", "abc");
        NewOutput file = output();
        transactions.call(() -> outputs.publish(file, List.of(segment(object, 0, "abc"))));

        boolean again = transactions.call(() -> outputs.publish(file, List.of(segment(object, 0, "ab"))));

        assertThat(again).isFalse();
        assertThat(files.find(account, file.id()).orElseThrow().bytes()).isEqualTo(3);
    }

    @Test
    void publishesAnEmptyFile() throws IOException {
        StoredFile file = publish(List.of());

        assertThat(read(file, 0, 0)).isEmpty();
    }

    @Test
    void failsInsteadOfYieldingASegmentThatWasChanged() throws IOException {
        String object = put("one", "abc");
        StoredFile file = publish(List.of(segment(object, 0, "abd")));

        assertThatThrownBy(() -> read(file, 0, 3))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("segment 0");

        assertThat(read(file, 0, 2)).isEqualTo("ab");
    }

    @Test
    void deletesAnObjectWithTheLastFileThatReadsIt() throws IOException {
        String shared = put("shared", "abc");
        String own = put("own", "def");
        StoredFile output = publish(List.of(segment(shared, 0, "ab"), segment(own, 0, "def")));
        StoredFile errors = publish(List.of(segment(shared, 2, "c")));

        files.delete(account, output.id());
        boolean sharedStays = objects.length(shared).isPresent();
        files.delete(account, errors.id());

        assertThat(sharedStays).isTrue();
        assertThat(objects.length(own)).isEmpty();
        assertThat(objects.length(shared)).isEmpty();
    }

    @Test
    void knowsAFileNoMoreWhenItHasExpired() throws IOException {
        String object = put("one", "abc");
        NewOutput file = new NewOutput(
                UUID.randomUUID(), account, batch, "output.jsonl", "0".repeat(64), 1, Duration.ofHours(1));
        transactions.call(() -> outputs.publish(file, List.of(segment(object, 0, "abc"))));
        ACTIVITIES.clock().advance(Duration.ofHours(1).minusMillis(1));
        StoredFile found = files.find(account, file.id()).orElseThrow();
        int listed = files.list(account, null, null, true, 10).size();
        ACTIVITIES.clock().advance(Duration.ofMillis(1));

        assertThat(found.expiresAt()).isEqualTo(found.createdAt().plus(Duration.ofHours(1)));
        assertThat(files.find(account, file.id())).isEmpty();
        assertThatThrownBy(() -> read(found, 0, 3)).hasMessageContaining("has expired");
        assertThat(files.list(account, null, null, true, 10)).hasSize(listed - 1);
        assertThat(files.list(account, null, null, false, 10)).hasSize(listed - 1);
    }

    private NewOutput output() {
        return new NewOutput(UUID.randomUUID(), account, batch, "output.jsonl", "0".repeat(64), 1, null);
    }

    private StoredFile publish(List<Segment> segments) {
        NewOutput file = output();
        transactions.call(() -> outputs.publish(file, segments));
        return files.find(account, file.id()).orElseThrow();
    }

    private String put(String name, String content) throws IOException {
        String key = batch + "/" + name;
        objects.put(key, content.getBytes(UTF_8), "application/octet-stream");
        return key;
    }

    private static Segment segment(String key, long offset, String content) {
        byte[] bytes = content.getBytes(UTF_8);
        return new Segment(key, offset, bytes.length, Sha256.hex(bytes));
    }

    private String read(StoredFile file, long offset, long length) throws IOException {
        try (InputStream in = files.open(file, offset, length)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
