package io.waybill.activities.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.webhook.Delivery;
import io.waybill.activities.webhook.EventType;
import io.waybill.activities.webhook.Webhooks;
import io.waybill.activities.webhook.Webhooks.Terms;
import io.waybill.workflows.batch.BatchState;
import io.waybill.workflows.batch.CloseBatch;
import io.waybill.workflows.batch.PreparedBatch;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which events the steps of a batch record, and when. */
class BatchEventsTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().objectsInMemory();

    private BatchWorld world;
    private Webhooks webhooks;
    private UUID account;
    private UUID endpoint;

    @BeforeEach
    void open() {
        world = new BatchWorld(ACTIVITIES);
        webhooks = ACTIVITIES.bean(Webhooks.class);
        account = world.account();
        endpoint = webhooks.create(account, new Terms("https://1.1.1.1/", "", EventType.subscribable()), null)
                .endpoint()
                .id();
    }

    @Test
    void recordsNoEndBeforeResultsCanBeRead() {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        world.settle(batch, world.inference(batch).run(world.chunks(batch, plan).getFirst()));
        assertThat(deliveries()).isEmpty();

        world.complete(batch);

        assertThat(deliveries())
                .singleElement()
                .satisfies(it -> assertThat(it.type()).isEqualTo("batch.completed"));
        assertThat(body(deliveries().getFirst()))
                .contains(batch)
                .containsPattern("\"output_file_id\": \"file-[0-9a-f]{32}\"")
                .contains("\"sequence\": 1");
        assertThat(world.output(batch)).hasSize(1);
    }

    @Test
    void recordsAnEndOnceHoweverOftenItIsAskedFor() {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        world.prepare(batch);
        var close = new CloseBatch(batch, BatchState.failed, "insufficient_funds", "too little");

        world.steps().close(close);
        world.steps().close(close);

        assertThat(deliveries())
                .singleElement()
                .satisfies(it -> assertThat(it.type()).isEqualTo("batch.failed"));
        assertThat(body(deliveries().getFirst())).contains("insufficient_funds", "too little");
    }

    @Test
    void recordsMilestonesInOrderWithRisingNumbers() {
        String batch = world.submit(account, false, BatchWorld.lines(10));
        PreparedBatch plan = world.prepare(batch);
        world.hold(batch);
        world.chunks(batch, plan)
                .forEach(chunk -> world.settle(batch, world.inference(batch).run(chunk)));

        world.complete(batch);

        List<String> inOrder = deliveries().stream()
                .map(this::body)
                .sorted(Comparator.comparingInt(BatchEventsTest::sequence))
                .toList();
        assertThat(inOrder.stream().map(BatchEventsTest::milestone))
                .containsExactly("half", "budget_80", "batch.completed");
        assertThat(inOrder.stream().map(BatchEventsTest::sequence)).containsExactly(1, 2, 3);
    }

    @Test
    void tellsAnEndpointOnlyWhatItWants() {
        UUID only = webhooks.create(account, new Terms("https://1.1.1.1/", "", List.of("batch.expired")), null)
                .endpoint()
                .id();
        UUID foreign = world.account();
        UUID others = webhooks.create(foreign, new Terms("https://1.1.1.1/", "", EventType.subscribable()), null)
                .endpoint()
                .id();
        String batch = world.submit(account, false, BatchWorld.lines(1));
        world.prepare(batch);

        world.steps().close(new CloseBatch(batch, BatchState.failed, "x", "y"));

        assertThat(webhooks.deliveries(account, only, null, null, 10)).isEmpty();
        assertThat(webhooks.deliveries(foreign, others, null, null, 10)).isEmpty();
        assertThat(deliveries()).hasSize(1);
    }

    @Test
    void replaysABatchToAnEndpointThatWasNotThere() {
        String batch = world.submit(account, false, BatchWorld.lines(1));
        world.prepare(batch);
        world.steps().close(new CloseBatch(batch, BatchState.failed, "x", "y"));
        UUID late = webhooks.create(account, new Terms("https://1.1.1.1/", "", EventType.ENDS), null)
                .endpoint()
                .id();

        int replayed = webhooks.replay(account, late, BatchRows.id(batch));

        assertThat(replayed).isEqualTo(1);
        assertThat(webhooks.deliveries(account, late, null, null, 10))
                .singleElement()
                .satisfies(it -> assertThat(it.eventId())
                        .isEqualTo(deliveries().getFirst().eventId()));
    }

    private List<Delivery> deliveries() {
        return webhooks.deliveries(account, endpoint, null, null, 10);
    }

    private String body(Delivery delivery) {
        return webhooks.body(account, delivery.eventId()).orElseThrow();
    }

    private static int sequence(String body) {
        return Integer.parseInt(body.replaceFirst("(?s).*\"sequence\": (\\d+).*", "$1"));
    }

    private static String milestone(String body) {
        var match = java.util.regex.Pattern.compile("\"milestone\": \"(\\w+)\"").matcher(body);
        return match.find() ? match.group(1) : "batch.completed";
    }
}
