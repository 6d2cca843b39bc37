package io.waybill.activities.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.http.RawReceiver;
import io.waybill.activities.id.Ids;
import io.waybill.activities.testing.SettableClock;
import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.webhook.Webhooks.Issued;
import io.waybill.activities.webhook.Webhooks.Terms;
import io.waybill.workflows.webhook.AttemptedWebhook;
import io.waybill.workflows.webhook.AttemptedWebhook.Verdict;
import io.waybill.workflows.webhook.DeliverWebhook;
import io.waybill.workflows.webhook.WebhookActivities;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deliveries that are made again, receivers that get a pause, events that are old. */
class RedeliveryTest {

    private static final int ATTEMPTS_MAX = 10;

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().with("waybill.http.allowed-networks", "127.0.0.0/8");

    private Webhooks webhooks;
    private WebhookActivities activities;
    private SettableClock clock;
    private UUID account;

    @BeforeEach
    void open() {
        webhooks = ACTIVITIES.bean(Webhooks.class);
        activities = ACTIVITIES.bean(Dispatch.class).activities();
        clock = ACTIVITIES.clock();
        account = ACTIVITIES.account(0).id();
    }

    @Test
    void sendsAgainWhatFellIntoARangeOfTimeAndNothingElse() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(receiver);
            List<Instant> times = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                times.add(clock.instant());
                attempt(issued, sent(issued), 0, 0);
                clock.advance(Duration.ofHours(1));
            }
            UUID id = issued.endpoint().id();

            int dead = webhooks.redeliver(account, id, times.getFirst(), clock.instant(), true);
            int middle = webhooks.redeliver(account, id, times.get(1), times.get(2), false);

            assertThat(dead).isZero();
            assertThat(middle).isEqualTo(1);
            List<Delivery> pending = webhooks.deliveries(account, id, DeliveryState.pending, null, 10);
            assertThat(pending).hasSize(1);
            assertThat(pending.getFirst().createdAt()).isEqualTo(times.get(1));
            assertThat(webhooks.redeliver(UUID.randomUUID(), id, times.getFirst(), clock.instant(), false))
                    .isZero();
        }
    }

    @Test
    void givesAReceiverThatFailsAgainAndAgainAPauseAndThenAnotherChance() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("500 Broken"))) {
            Issued issued = endpoint(receiver);
            Delivery sent = sent(issued);
            for (int i = 0; i < Deliverer.FAILURES_MAX; i++) {
                assertThat(attempt(issued, sent, 0, i).verdict()).isEqualTo(Verdict.retry);
            }

            AttemptedWebhook paused = attempt(issued, sent, 0, Deliverer.FAILURES_MAX);
            AttemptedWebhook other = attempt(issued, sent(issued), 0, 0);
            clock.advance(Duration.ofSeconds(31));
            AttemptedWebhook after = attempt(issued, sent, 0, Deliverer.FAILURES_MAX);

            assertThat(paused.verdict()).isEqualTo(Verdict.postponed);
            assertThat(paused.attempts()).isEqualTo(Deliverer.FAILURES_MAX);
            assertThat(Duration.ofMillis(paused.delayMillis()))
                    .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(40));
            assertThat(other.verdict()).isEqualTo(Verdict.postponed);
            assertThat(after.verdict()).isEqualTo(Verdict.retry);
            assertThat(receiver.requests()).hasSize(Deliverer.FAILURES_MAX + 1);
        }
    }

    @Test
    void letsAReceiverThatHasRecoveredBeCalledAtOnce() throws Exception {
        try (var broken = RawReceiver.at("127.0.0.2", RawReceiver.status("500 Broken"))) {
            Issued issued = endpoint(broken);
            for (int i = 0; i < Deliverer.FAILURES_MAX; i++) {
                attempt(issued, sent(issued), 0, 0);
            }
            assertThat(attempt(issued, sent(issued), 0, 0).verdict()).isEqualTo(Verdict.postponed);
        }
        clock.advance(Duration.ofMinutes(10));
        try (var healed = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(healed);

            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < ATTEMPTS_MAX; i++) {
                verdicts.add(attempt(issued, sent(issued), 0, 0).verdict());
            }

            assertThat(verdicts).containsOnly(Verdict.delivered);
        }
    }

    @Test
    void removesOldEventsThatAreOnTheirWayToNobody() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Outbox outbox = ACTIVITIES.bean(Outbox.class);
            // What other tests left behind is none of this one's business.
            clock.advance(Duration.ofDays(31));
            outbox.removeOld(1_000);
            Issued issued = endpoint(receiver);
            UUID id = issued.endpoint().id();
            attempt(issued, sent(issued), 0, 0);
            Delivery waiting = sent(issued);
            clock.advance(Duration.ofDays(30).minusSeconds(1));
            int early = outbox.removeOld(100);
            clock.advance(Duration.ofSeconds(2));

            int late = outbox.removeOld(100);

            assertThat(early).isZero();
            assertThat(late).isEqualTo(1);
            assertThat(webhooks.deliveries(account, id, null, null, 10))
                    .extracting(Delivery::eventId)
                    .containsExactly(waiting.eventId());
            attempt(issued, waiting, 0, 0);
            assertThat(outbox.removeOld(100)).isEqualTo(1);
        }
    }

    private Issued endpoint(RawReceiver receiver) {
        String url = "http://%s:%d/hook".formatted(receiver.host(), receiver.port());
        return webhooks.create(account, new Terms(url, "", EventType.ENDS), null);
    }

    private Delivery sent(Issued issued) {
        return webhooks.test(account, issued.endpoint().id()).orElseThrow();
    }

    private AttemptedWebhook attempt(Issued issued, Delivery sent, int round, int attempts) {
        return activities.attempt(new DeliverWebhook(
                Ids.render(WebhookIds.EVENT, sent.eventId()),
                Ids.render(WebhookIds.ENDPOINT, issued.endpoint().id()),
                sent.type(),
                "127.0.0.2",
                round,
                attempts));
    }
}
