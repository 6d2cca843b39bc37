package io.waybill.activities.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.activities.receipt.SingleReceipts;
import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.webhook.Delivery;
import io.waybill.activities.webhook.EventType;
import io.waybill.activities.webhook.Webhooks;
import io.waybill.activities.webhook.Webhooks.Terms;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.SignedNote;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which accounts are told of checkpoints, when, and of which. */
@Timeout(60)
class CheckpointEventTest {

    private static final TestWitness WITNESS = new TestWitness();

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities()
            .objectsInMemory()
            .moneyOnly()
            .with("waybill.log.witness-every", "1h")
            .with("waybill.log.witnesses.one", WITNESS.setting());

    private final JsonMapper mapper = new JsonMapper();
    private LogSteps log;
    private TransparencyLog reader;
    private Webhooks webhooks;
    private UUID account;
    private UUID endpoint;

    @BeforeEach
    void open() {
        reader = ACTIVITIES.bean(TransparencyLog.class);
        WITNESS.trust(reader.key());
        log = new LogSteps(ACTIVITIES);
        webhooks = ACTIVITIES.bean(Webhooks.class);
        account = ACTIVITIES.account(0).id();
        endpoint = endpoint(account, List.of(EventType.AUDIT_CHECKPOINT.wireName()));
        grow();
    }

    @AfterAll
    static void close() {
        WITNESS.close();
    }

    @Test
    void tellsOfTheCheckpointWithTheCosignatureOfItsWitness() throws Exception {
        log.announce();

        JsonNode event = body(deliveries(account, endpoint).getFirst());
        var note = SignedNote.parse(event.at("/data/checkpoint").asText());
        var head = Checkpoint.parse(note.text());
        assertThat(event.path("type").asText()).isEqualTo("audit.checkpoint");
        assertThat(note.verified(reader.key(), VerifyKey::verify)).isPresent();
        assertThat(note.verified(WITNESS.key(), VerifyKey::verify)).isPresent();
        assertThat(event.at("/data/size").asLong())
                .isEqualTo(head.size())
                .isEqualTo(reader.status().size());
        assertThat(event.at("/data/root").asText()).isEqualTo(head.root().base64());
        assertThat(event.at("/data/origin").asText()).isEqualTo(head.origin());
    }

    @Test
    void tellsOnceAnHourAndOnlyOfALogThatHasGrown() {
        log.announce();
        log.announce();
        grow();
        log.announce();
        assertThat(deliveries(account, endpoint)).hasSize(1);

        ACTIVITIES.clock().advance(Duration.ofMinutes(61));
        log.announce();
        assertThat(deliveries(account, endpoint)).hasSize(2);

        ACTIVITIES.clock().advance(Duration.ofMinutes(61));
        log.announce();
        assertThat(deliveries(account, endpoint)).hasSize(2);
    }

    @Test
    void tellsNobodyWhoDoesNotAskForIt() {
        UUID other = ACTIVITIES.account(0).id();
        UUID ends = endpoint(other, EventType.ENDS);
        UUID silent = endpoint(account, EventType.ENDS);

        log.announce();

        assertThat(deliveries(other, ends)).isEmpty();
        assertThat(deliveries(account, silent)).isEmpty();
        assertThat(deliveries(account, endpoint)).hasSize(1);
    }

    @Test
    void tellsAgainWhereTheClockWasSetBack() {
        log.announce();
        grow();
        ACTIVITIES.clock().advance(Duration.ofDays(-2));

        log.announce();

        assertThat(deliveries(account, endpoint)).hasSize(2);
        ACTIVITIES.clock().advance(Duration.ofDays(2));
    }

    private void grow() {
        var singles = ACTIVITIES.bean(SingleReceipts.class);
        singles.store(List.of(singles.assertion(account, "in", "out", "a model", null)), () -> {});
        log.run();
    }

    private UUID endpoint(UUID owner, List<String> events) {
        return webhooks.create(owner, new Terms("https://1.1.1.1/", "", events), null)
                .endpoint()
                .id();
    }

    private List<Delivery> deliveries(UUID owner, UUID id) {
        return webhooks.deliveries(owner, id, null, null, 10);
    }

    private JsonNode body(Delivery delivery) throws JsonProcessingException {
        return mapper.readTree(webhooks.body(account, delivery.eventId()).orElseThrow());
    }
}
