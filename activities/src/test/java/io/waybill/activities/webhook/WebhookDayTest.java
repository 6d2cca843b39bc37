package io.waybill.activities.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.http.RawReceiver;
import io.waybill.activities.id.Ids;
import io.waybill.activities.testing.TestActivities;
import io.waybill.activities.webhook.Webhooks.Issued;
import io.waybill.activities.webhook.Webhooks.Terms;
import io.waybill.workflows.run.WebhookDeliveryImpl;
import io.waybill.workflows.webhook.AttemptedWebhook;
import io.waybill.workflows.webhook.AttemptedWebhook.Verdict;
import io.waybill.workflows.webhook.DeliverWebhook;
import io.waybill.workflows.webhook.WebhookActivities;
import io.waybill.workflows.webhook.WebhookDelivery;
import io.waybill.workflows.wire.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Days of a delivery in simulated time, over the real database and a real receiver. */
class WebhookDayTest {

    @RegisterExtension
    static final TestActivities ACTIVITIES = new TestActivities().with("waybill.http.allowed-networks", "127.0.0.0/8");

    private final List<Instant> attempts = new CopyOnWriteArrayList<>();

    /** Attempts whose worker dies after it sent, and before it wrote down what came of it. */
    private final AtomicInteger killed = new AtomicInteger();

    private TestWorkflowEnvironment environment;
    private Webhooks webhooks;
    private UUID account;

    @BeforeEach
    void open() {
        environment = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setInitialTime(ACTIVITIES.clock().instant())
                .build());
        WebhookActivities real = ACTIVITIES.bean(Dispatch.class).activities();
        Worker worker = environment.newWorker(TaskQueues.WEBHOOKS);
        worker.registerWorkflowImplementationTypes(WebhookDeliveryImpl.class);
        worker.registerActivitiesImplementations((WebhookActivities) delivery -> {
            Instant now = Instant.ofEpochMilli(environment.currentTimeMillis());
            ACTIVITIES.clock().advance(Duration.between(ACTIVITIES.clock().instant(), now));
            AttemptedWebhook attempted = killed.getAndDecrement() > 0 ? killed(real, delivery) : real.attempt(delivery);
            if (attempted.verdict() != Verdict.postponed) {
                attempts.add(now);
            }
            return attempted;
        });
        environment.start();
        webhooks = ACTIVITIES.bean(Webhooks.class);
        account = ACTIVITIES.account(0).id();
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void deliversUnderTheSameIdAfterADayOfErrors() throws Exception {
        Instant begin = Instant.ofEpochMilli(environment.currentTimeMillis());
        Instant healed = begin.plus(Duration.ofDays(1));
        RawReceiver.Script errorsForADay = socket -> {
            boolean works = !ACTIVITIES.clock().instant().isBefore(healed);
            RawReceiver.status(works ? "200 OK" : "500 Broken").answer(socket);
        };
        try (var receiver = RawReceiver.at("127.0.0.2", errorsForADay)) {
            Issued issued = endpoint(receiver);

            AttemptedWebhook end = deliver(issued);

            assertThat(end.verdict()).isEqualTo(Verdict.delivered);
            assertThat(end.attempts()).isEqualTo(8);
            assertThat(receiver.requests()).hasSize(8);
            assertThat(receiver.requests().stream().map(Received::of).map(Received::id))
                    .containsOnly(Received.of(receiver.requests().getFirst()).id());
            assertThat(Duration.between(begin, attempts.getLast()))
                    .isBetween(Duration.ofHours(31), Duration.ofHours(36));
        }
    }

    @Test
    void becomesADeadLetterAfterTenAttemptsInThreeDays() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("500 Broken"))) {
            Issued issued = endpoint(receiver);
            Instant begin = Instant.ofEpochMilli(environment.currentTimeMillis());

            AttemptedWebhook end = deliver(issued);

            assertThat(end.verdict()).isEqualTo(Verdict.dead);
            assertThat(receiver.requests()).hasSize(10);
            List<Duration> waited = java.util.stream.IntStream.range(1, attempts.size())
                    .mapToObj(i -> Duration.between(attempts.get(i - 1), attempts.get(i)))
                    .toList();
            List<Duration> planned = List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(20),
                    Duration.ofHours(24));
            for (int i = 0; i < planned.size(); i++) {
                assertThat(waited.get(i))
                        .isBetween(
                                planned.get(i),
                                planned.get(i)
                                        .plus(planned.get(i).dividedBy(10))
                                        .plusSeconds(60));
            }
            assertThat(Duration.between(begin, attempts.getLast())).isGreaterThan(Duration.ofHours(75));
            assertThat(webhooks.deliveries(account, issued.endpoint().id(), DeliveryState.dead, null, 10))
                    .hasSize(1);
        }
    }

    @Test
    void sendsAgainUnderTheSameIdAfterAWorkerDiedInTheMiddle() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(receiver);
            killed.set(1);

            AttemptedWebhook end = deliver(issued);

            assertThat(end.verdict()).isEqualTo(Verdict.delivered);
            assertThat(end.attempts()).isEqualTo(1);
            assertThat(receiver.requests()).hasSize(2);
            assertThat(Received.of(receiver.requests().get(1)).id())
                    .isEqualTo(Received.of(receiver.requests().get(0)).id());
            assertThat(Received.of(receiver.requests().get(1)).body())
                    .isEqualTo(Received.of(receiver.requests().get(0)).body());
        }
    }

    @Test
    void sendsNothingTwiceThatIsWrittenDown() throws Exception {
        try (var receiver = RawReceiver.at("127.0.0.2", RawReceiver.status("200 OK"))) {
            Issued issued = endpoint(receiver);
            Delivery sent = webhooks.test(account, issued.endpoint().id()).orElseThrow();
            WebhookActivities activities = ACTIVITIES.bean(Dispatch.class).activities();
            activities.attempt(delivery(issued, sent));

            AttemptedWebhook again = activities.attempt(delivery(issued, sent));

            assertThat(again.verdict()).isEqualTo(Verdict.delivered);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    /** What the database has of it is gone; what the receiver has is not. */
    private static AttemptedWebhook killed(WebhookActivities real, DeliverWebhook delivery) {
        return ACTIVITIES.bean(Transactions.class).call(() -> {
            real.attempt(delivery);
            throw new IllegalStateException("the worker died");
        });
    }

    private Issued endpoint(RawReceiver receiver) {
        String url = "http://%s:%d/hook".formatted(receiver.host(), receiver.port());
        return webhooks.create(account, new Terms(url, "", EventType.ENDS), null);
    }

    private AttemptedWebhook deliver(Issued issued) {
        Delivery sent = webhooks.test(account, issued.endpoint().id()).orElseThrow();
        WebhookDelivery workflow = environment
                .getWorkflowClient()
                .newWorkflowStub(
                        WebhookDelivery.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.WEBHOOKS)
                                .build());
        WorkflowClient.start(workflow::deliver, delivery(issued, sent));
        return io.temporal.client.WorkflowStub.fromTyped(workflow).getResult(AttemptedWebhook.class);
    }

    private static DeliverWebhook delivery(Issued issued, Delivery sent) {
        return new DeliverWebhook(
                Ids.render(WebhookIds.EVENT, sent.eventId()),
                Ids.render(WebhookIds.ENDPOINT, issued.endpoint().id()),
                sent.type(),
                "127.0.0.2",
                0,
                0);
    }
}
