package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.activities.file.FileRetention;
import io.waybill.activities.file.Files;
import io.waybill.activities.file.StoredFile;
import io.waybill.activities.file.UploadTerms;
import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.PreparedBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is removed when, and what stays. */
class RetentionTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DEFAULT = Duration.ofDays(30);

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private final ObjectStore objects = ACTIVITIES.bean(ObjectStore.class);
    private final Files files = ACTIVITIES.bean(Files.class);
    private final Results results = ACTIVITIES.bean(Results.class);
    private BatchWorld world;
    private UUID account;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        account = world.account();
        // What other tests left behind is none of this one's business.
        ACTIVITIES.clock().advance(DEFAULT.multipliedBy(2));
        retain();
    }

    @Test
    void removesResultsWhenTheirTimeIsOverAndNothingBefore() throws IOException {
        String batch = run(HOUR, false, index -> index == 1, "one", "two");
        UUID output = requireNonNull(world.batch(batch).outputFileId());
        UUID id = BatchRows.id(batch);
        List<String> keys = keys(batch);
        ACTIVITIES.clock().advance(HOUR.minusSeconds(1));
        retain();
        assertThat(results.gone(account, id)).isEmpty();
        assertThat(world.output(batch)).hasSize(1);

        ACTIVITIES.clock().advance(Duration.ofSeconds(1));
        assertThat(files.find(account, output)).isEmpty();
        assertThat(results.gone(account, id))
                .hasValueSatisfying(why -> assertThat(why).contains("kept until"));
        Removed first = retain();
        Removed second = retain();

        assertThat(first).isEqualTo(new Removed(2, 1, 1));
        assertThat(second).isEqualTo(new Removed(0, 0, 0));
        assertThat(keys).hasSizeGreaterThan(2);
        for (String key : keys) {
            assertThat(objects.length(key)).as(key).isEmpty();
        }
        assertThat(world.batch(batch).progress().capturedNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(files.delete(account, output)).isFalse();
    }

    @Test
    void keepsResultsForThirtyDaysWhereNobodySaysHowLong() {
        String batch = run(null, false, _ -> false, "one");
        StoredFile output = files.find(
                        account, requireNonNull(world.batch(batch).outputFileId()))
                .orElseThrow();

        ACTIVITIES.clock().advance(DEFAULT.minusSeconds(1));
        Removed early = retain();
        ACTIVITIES.clock().advance(Duration.ofSeconds(1));
        Removed late = retain();

        assertThat(output.expiresAt()).isEqualTo(output.createdAt().plus(DEFAULT));
        assertThat(early.results()).isZero();
        assertThat(late.results()).isEqualTo(1);
    }

    @Test
    void removesLinesAtTheEndUnlessSomeMayBeTriedAgain() throws IOException {
        String good = run(null, false, _ -> false, "one");
        String bad = run(null, false, _ -> true, "one");

        Removed removed = retain();

        assertThat(removed.inputs()).isEqualTo(1);
        assertThat(objects.length(segment(good))).isEmpty();
        assertThat(objects.length(segment(bad))).isPresent();
        ACTIVITIES.clock().advance(DEFAULT);
        assertThat(retain().inputs()).isEqualTo(1);
        assertThatThrownBy(() -> ACTIVITIES
                        .bean(FailedItems.class)
                        .open(BatchRows.id(bad))
                        .readAllBytes())
                .isInstanceOf(ObjectNotFound.class);
    }

    @Test
    void removesOldInputsOfBatchesAndNothingElseThatWasUploaded() throws IOException {
        UUID input = upload("batch");
        UUID other = upload("user_data");
        String key = ObjectKeys.file(account.toString(), input.toString());

        ACTIVITIES.clock().advance(DEFAULT.minusSeconds(1));
        Removed early = retain();
        ACTIVITIES.clock().advance(Duration.ofSeconds(1));
        Removed late = retain();

        assertThat(early.files()).isZero();
        assertThat(late.files()).isEqualTo(1);
        assertThat(objects.length(key)).isEmpty();
        assertThat(files.find(account, other)).isPresent();
    }

    @Test
    void endsADeletionThatWasCutShort() throws IOException, SQLException {
        UUID file = upload("user_data");
        try (var connection = ACTIVITIES.database().connect();
                var statement = connection.prepareStatement("UPDATE file SET deleted_at = now() WHERE id = ?")) {
            statement.setObject(1, file);
            statement.executeUpdate();
        }

        Removed removed = retain();

        assertThat(removed.files()).isEqualTo(1);
        assertThat(objects.length(ObjectKeys.file(account.toString(), file.toString())))
                .isEmpty();
        assertThat(retain().files()).isZero();
    }

    @Test
    void keepsResultsThatAnotherBatchStillCopies() {
        run(HOUR, true, _ -> false, "one", "two");
        String second = world.submit(account, lines("one", "three"), null, true);
        PreparedBatch plan = world.prepare(second);
        world.hold(second);
        ACTIVITIES.clock().advance(HOUR);

        Removed early = retain();
        finish(second, plan, _ -> false);
        Removed late = retain();

        assertThat(plan.chunks()).isEqualTo(1);
        assertThat(early).isEqualTo(new Removed(0, 0, 1));
        assertThat(late.results()).isEqualTo(1);
        assertThat(world.output(second)).hasSize(2);
    }

    private static Removed retain() {
        try {
            return new Removed(
                    ACTIVITIES.bean(FileRetention.class).removeExpired(() -> {}),
                    ACTIVITIES.bean(BatchRetention.class).removeResults(() -> {}),
                    ACTIVITIES.bean(BatchRetention.class).removeInputs(() -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String run(@Nullable Duration readable, boolean reuse, IntPredicate failing, String... texts) {
        String batch = world.submit(account, lines(texts), readable, reuse);
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        finish(batch, plan, failing);
        return batch;
    }

    private void finish(String batch, PreparedBatch plan, IntPredicate failing) {
        for (ChunkRef chunk : world.chunks(batch, plan)) {
            world.settle(batch, world.inference(batch).run(chunk, 0, _ -> true, failing));
        }
        world.complete(batch);
    }

    private static String lines(String... texts) {
        var lines = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            lines.append(BatchWorld.line("item" + i, texts[i])).append('\n');
        }
        return lines.toString();
    }

    private UUID upload(String purpose) throws IOException {
        return files.store(
                        account,
                        "a.jsonl",
                        () -> UploadTerms.of(purpose),
                        new ByteArrayInputStream("a line\n".getBytes(StandardCharsets.UTF_8)))
                .id();
    }

    private String segment(String batch) {
        return ObjectKeys.segment(account.toString(), batch, 0);
    }

    /** All objects of a batch. */
    private List<String> keys(String batch) {
        List<String> keys =
                new ArrayList<>(ACTIVITIES.bean(DeletionMapper.class).outcomes(BatchRows.id(batch), "", 100));
        keys.add(segment(batch));
        return keys;
    }

    /** What one run removed. */
    private record Removed(long files, long results, long inputs) {}
}
