package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.failure.ApplicationFailure;
import io.waybill.activities.file.FileInUse;
import io.waybill.activities.id.Ids;
import io.waybill.activities.ledger.Ledger;
import io.waybill.activities.testing.TestActivities;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectStore;
import io.waybill.storage.object.StoredObject;
import io.waybill.workflows.batch.AddItems;
import io.waybill.workflows.batch.AddedItems;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.ChunkQuery;
import io.waybill.workflows.batch.ChunkRef;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.EnterState;
import io.waybill.workflows.batch.ItemState;
import io.waybill.workflows.batch.Lane;
import io.waybill.workflows.batch.OnLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Additions to open batches, step by step. The extension checks the invariants after each test. */
class OpenBatchStepsTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities();

    private BatchWorld world;
    private UUID account;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        account = world.account();
    }

    @Test
    void addsRequestsAsSegmentsOfTheirOwnAndAShardEach() {
        String batch = open(account, false);

        AddedItems first = add(batch, lines("a", "one", "two"));
        AddedItems second = add(batch, lines("b", "three"));

        assertThat(first.added()).isEqualTo(2);
        assertThat(first.shards()).isEqualTo(1);
        assertThat(second.items()).isEqualTo(3);
        assertThat(second.shards()).isEqualTo(2);
        assertThat(world.batch(batch).progress().heldNanos()).isEqualTo(3 * BatchWorld.ITEM_NANOS);
        run(batch, _ -> false);
        world.complete(batch);
        assertThat(world.output(batch)).hasSize(3);
    }

    @Test
    void hasNoEffectWhereTheSameCallComesAgain() {
        String batch = open(account, false);
        AddItems call = call(batch, UUID.randomUUID(), lines("a", "one"));

        AddedItems first = world.steps().add(call);
        AddedItems again = world.steps().add(call);

        assertThat(again).isEqualTo(first);
        assertThat(world.batch(batch).progress().items()).isEqualTo(1);
        assertThat(world.batch(batch).progress().heldNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        cancel(batch);
    }

    @Test
    void hasNoEffectForARequestThatIsThereAndRefusesAnotherOfItsId() {
        String batch = open(account, false);
        add(batch, lines("a", "one", "two"));

        AddedItems same = add(batch, lines("a", "one", "two"));
        AddedItems more = add(batch, lines("a", "one", "two", "three"));
        AddedItems other = add(batch, lines("a", "one", "another"));

        assertThat(same.added()).isZero();
        assertThat(same.existing()).isEqualTo(2);
        assertThat(more.added()).isEqualTo(1);
        assertThat(more.existing()).isEqualTo(2);
        assertThat(other.refusal()).isEqualTo("request_conflict");
        assertThat(other.message()).contains("a1");
        assertThat(world.batch(batch).progress().items()).isEqualTo(3);
        cancel(batch);
    }

    @Test
    void addsNothingOfWhatCannotBePaid() {
        UUID poor = ACTIVITIES.account(BatchWorld.ITEM_NANOS).id();
        String batch = open(poor, false);

        AddedItems refused = add(batch, lines("a", "one", "two"));
        AddedItems accepted = add(batch, lines("b", "one"));

        assertThat(refused.refusal()).isEqualTo("insufficient_funds");
        assertThat(refused.requiredNanos()).isEqualTo(2 * BatchWorld.ITEM_NANOS);
        assertThat(refused.availableNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        assertThat(accepted.added()).isEqualTo(1);
        assertThat(world.batch(batch).progress().items()).isEqualTo(1);
        cancel(batch);
        assertThat(ACTIVITIES.bean(Ledger.class).balance(poor).heldNanos()).isZero();
    }

    @Test
    void addsNothingToABatchThatIsBeingCancelledOrHasEnded() {
        String cancelling = open(account, false);
        world.steps().enter(new EnterState(cancelling, BatchState.cancelling));
        String ended = open(account, false);
        cancel(ended);
        String plain = world.submit(account, false, lines("p", "one"));

        assertThatThrownBy(() -> add(cancelling, lines("a", "one")))
                .isInstanceOf(ApplicationFailure.class)
                .hasMessageContaining("cancelling");
        assertThatThrownBy(() -> add(ended, lines("a", "one")))
                .isInstanceOf(ApplicationFailure.class)
                .hasMessageContaining("cancelled");
        assertThatThrownBy(() -> add(plain, lines("a", "one"))).isInstanceOf(ApplicationFailure.class);
        world.steps().close(new CloseBatch(cancelling, BatchState.cancelled, null, null));
        assertThat(ACTIVITIES.bean(Ledger.class).balance(account).heldNanos()).isZero();
    }

    @Test
    void countsBadRequestsAsFailedAndHoldsNothingForThem() {
        String batch = open(account, false);

        AddedItems added = add(
                batch,
                lines("a", "one") + "{\"form\":\"endpoint\",\"custom_id\":\"b\",\"method\":\"POST\","
                        + "\"url\":\"/v1/embeddings\",\"body\":{\"model\":\"none\",\"input\":\"x\"}}\n");

        assertThat(added.added()).isEqualTo(2);
        assertThat(world.batch(batch).progress().failed()).isEqualTo(1);
        assertThat(world.batch(batch).progress().heldNanos()).isEqualTo(BatchWorld.ITEM_NANOS);
        run(batch, _ -> false);
        world.complete(batch);
        assertThat(world.errors(batch)).singleElement().asString().contains("model_not_found");
    }

    @Test
    void runsEqualRequestsOfAllAdditionsOnce() {
        String batch = open(account, true);
        add(batch, lines("a", "one", "one", "two"));
        add(batch, lines("b", "one", "three"));
        run(batch, _ -> false);

        AddedItems late = add(batch, lines("c", "two", "four"));
        assertThat(states(batch).get(5)).isEqualTo(ItemState.reused);
        run(batch, _ -> false);
        world.complete(batch);

        assertThat(late.added()).isEqualTo(2);
        assertThat(states(batch))
                .containsExactly(
                        ItemState.succeeded,
                        ItemState.reused,
                        ItemState.succeeded,
                        ItemState.reused,
                        ItemState.succeeded,
                        ItemState.reused,
                        ItemState.succeeded);
        assertThat(world.batch(batch).progress().capturedNanos()).isEqualTo(4 * BatchWorld.ITEM_NANOS);
        assertThat(world.output(batch)).hasSize(7);
    }

    @Test
    void runsAnewWhatFailedInAnEarlierAddition() {
        String batch = open(account, true);
        add(batch, lines("a", "one"));
        run(batch, _ -> true);

        add(batch, lines("b", "one", "one"));
        run(batch, index -> index == 0);
        world.complete(batch);

        assertThat(states(batch)).containsExactly(ItemState.failed, ItemState.succeeded, ItemState.reused);
    }

    @Test
    void answersAnAdditionWithWhatAnEarlierBatchComputedAndKeepsThatUntilItIsCopied() throws IOException {
        String first = open(account, true);
        add(first, lines("a", "one", "two"));
        run(first, _ -> false);
        world.complete(first);
        String second = open(account, true);
        AddedItems added = add(second, lines("b", "two", "three"));
        var deletion = ACTIVITIES.bean(BatchDeletion.class);

        assertThatThrownBy(() -> deletion.delete(account, BatchRows.id(first))).isInstanceOf(FileInUse.class);

        assertThat(added.models()).containsExactly("echo");
        run(second, _ -> false);
        world.complete(second);
        assertThat(states(second)).containsExactly(ItemState.reused, ItemState.succeeded);
        List<String> before = results(second);
        deletion.delete(account, BatchRows.id(first));
        assertThat(results(second)).isEqualTo(before).hasSize(2);
        assertThat(world.output(second)).hasSize(2);
    }

    private String open(UUID owner, boolean reuse) {
        UUID id = Ids.next(Clock.systemUTC());
        String batchId = Ids.render(Ids.BATCH, id);
        StoredObject segment = put(ObjectKeys.segment(owner.toString(), batchId, 0), "");
        ACTIVITIES
                .bean(Batches.class)
                .create(new NewBatch(
                        id,
                        owner,
                        "test",
                        NewBatch.Dialect.open,
                        Lane.low,
                        "an open batch",
                        null,
                        true,
                        null,
                        segment.key(),
                        segment.bytes(),
                        segment.sha256(),
                        Duration.ofHours(24),
                        Map.of(),
                        null,
                        new NewBatch.Terms(null, null, OnLimit.pause, null, null, reuse)));
        world.prepare(batchId);
        world.hold(batchId);
        return batchId;
    }

    private AddedItems add(String batch, String content) {
        return world.steps().add(call(batch, UUID.randomUUID(), content));
    }

    private AddItems call(String batch, UUID appendId, String content) {
        UUID owner = ACTIVITIES.bean(BatchRows.class).find(BatchRows.id(batch)).accountId();
        StoredObject stored = put(ObjectKeys.addition(owner.toString(), batch, appendId.toString()), content);
        return new AddItems(batch, appendId.toString(), stored.key(), stored.bytes(), stored.sha256(), "test");
    }

    private static StoredObject put(String key, String content) {
        try {
            return ACTIVITIES
                    .bean(ObjectStore.class)
                    .put(key, content.getBytes(StandardCharsets.UTF_8), "application/x-ndjson");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(String prefix, String... texts) {
        var lines = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            lines.append(RequestForm.endpoint.lineStart())
                    .append(BatchWorld.line(prefix + i, texts[i]).substring(1))
                    .append('\n');
        }
        return lines.toString();
    }

    /** Runs all shards; what was settled before stays as it is. */
    private void run(String batch, IntPredicate failing) {
        for (int shard = 0; shard < 10; shard++) {
            for (ChunkRef chunk :
                    world.steps().chunks(new ChunkQuery(batch, shard, -1)).chunks()) {
                world.settle(batch, world.inference(batch).run(chunk, 0, _ -> true, failing));
            }
        }
    }

    private void cancel(String batch) {
        world.steps().enter(new EnterState(batch, BatchState.cancelling));
        world.steps().close(new CloseBatch(batch, BatchState.cancelled, null, null));
    }

    private List<ItemState> states(String batch) {
        return ACTIVITIES.bean(Results.class).items(account, BatchRows.id(batch), 100).stream()
                .map(ItemStatus::state)
                .toList();
    }

    private List<String> results(String batch) throws IOException {
        List<String> found = new ArrayList<>();
        try (ResultReader reader = ACTIVITIES
                .bean(Results.class)
                .open(account, BatchRows.id(batch), ResultOrder.input, null)
                .orElseThrow()) {
            for (ResultLine line : reader.next(100)) {
                var out = new ByteArrayOutputStream();
                reader.copy(line, out);
                found.add(out.toString(StandardCharsets.UTF_8));
            }
        }
        return found;
    }
}
