package io.waybill.workflows.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.waybill.workflows.webhook.AttemptedWebhook;
import io.waybill.workflows.webhook.AttemptedWebhook.Verdict;
import io.waybill.workflows.webhook.DeliverWebhook;
import io.waybill.workflows.webhook.WebhookActivities;
import io.waybill.workflows.webhook.WebhookDelivery;
import io.waybill.workflows.wire.TaskQueues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts of a delivery, one after the other, in simulated time. */
class WebhookDeliveryTest {

    private static final String ID = "evt_1/we_1";
    private static final boolean RECORD = Boolean.getBoolean("waybill.histories.record");

    private final Deque<AttemptedWebhook> script = new ArrayDeque<>();
    private final List<DeliverWebhook> asked = new ArrayList<>();
    private TestWorkflowEnvironment environment;

    @BeforeEach
    void open() {
        environment = TestWorkflowEnvironment.newInstance();
        Worker worker = environment.newWorker(TaskQueues.WEBHOOKS);
        worker.registerWorkflowImplementationTypes(WebhookDeliveryImpl.class);
        worker.registerActivitiesImplementations((WebhookActivities) delivery -> {
            asked.add(delivery);
            return script.removeFirst();
        });
        environment.start();
    }

    @AfterEach
    void close() {
        environment.close();
    }

    @Test
    void triesAgainUntilTheReceiverHasIt() throws Exception {
        script.add(attempted(Verdict.retry, 1, Duration.ofSeconds(5)));
        script.add(attempted(Verdict.postponed, 1, Duration.ofMinutes(1)));
        script.add(attempted(Verdict.retry, 2, Duration.ofHours(2)));
        script.add(attempted(Verdict.delivered, 3, Duration.ZERO));
        long begun = environment.currentTimeMillis();

        AttemptedWebhook end = deliver();

        assertThat(end.verdict()).isEqualTo(Verdict.delivered);
        assertThat(asked).extracting(DeliverWebhook::attempts).containsExactly(0, 1, 1, 2);
        assertThat(Duration.ofMillis(environment.currentTimeMillis() - begun)).isGreaterThan(Duration.ofHours(2));
        replayed("webhook-delivered");
    }

    @Test
    void endsWithADeadLetterWhereNobodyTriesAgain() throws Exception {
        script.add(attempted(Verdict.retry, 1, Duration.ofSeconds(5)));
        script.add(attempted(Verdict.dead, 2, Duration.ZERO));

        AttemptedWebhook end = deliver();

        assertThat(end.verdict()).isEqualTo(Verdict.dead);
        replayed("webhook-dead");
    }

    @Test
    void endsWhereAnotherWorkflowDeliversIt() throws Exception {
        script.add(attempted(Verdict.superseded, 0, Duration.ZERO));

        AttemptedWebhook end = deliver();

        assertThat(end.verdict()).isEqualTo(Verdict.superseded);
        assertThat(asked).hasSize(1);
        replayed("webhook-superseded");
    }

    private AttemptedWebhook deliver() {
        return environment
                .getWorkflowClient()
                .newWorkflowStub(
                        WebhookDelivery.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(ID)
                                .setTaskQueue(TaskQueues.WEBHOOKS)
                                .build())
                .deliver(new DeliverWebhook("evt_1", "we_1", "batch.completed", "hook.test", 0, 0));
    }

    private void replayed(String name) throws Exception {
        WorkflowExecutionHistory history = environment.getWorkflowClient().fetchHistory(ID);
        Replays.replay(history);
        if (RECORD) {
            Files.writeString(Path.of("src/test/resources/histories", name + ".json"), history.toJson(false));
        }
    }

    private static AttemptedWebhook attempted(Verdict verdict, int attempts, Duration delay) {
        return new AttemptedWebhook(verdict, attempts, delay.toMillis(), "as the script says");
    }
}
