package io.waybill.activities.webhook;

import io.temporal.client.WorkflowClient;
import io.waybill.activities.database.DedicatedSessions;
import io.waybill.activities.http.SafeHttp;
import io.waybill.workflows.webhook.WebhookActivities;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** By a reader of the outbox in each worker. */
@Component
final class OutboxDispatch implements Dispatch {

    private final DeliveryMapper deliveries;
    private final WebhookSettings settings;
    private final DedicatedSessions sessions;
    private final Clock clock;
    private final Deliverer deliverer;
    private volatile @Nullable OutboxReader reader; // null before the start

    OutboxDispatch(
            DeliveryMapper deliveries,
            WebhookEndpointMapper endpoints,
            TargetMapper targets,
            Signatures signatures,
            SafeHttp http,
            WebhookSettings settings,
            DedicatedSessions sessions,
            Clock clock) {
        this.deliveries = deliveries;
        this.settings = settings;
        this.sessions = sessions;
        this.clock = clock;
        this.deliverer = new Deliverer(
                new Deliverer.Parts(deliveries, endpoints, targets, signatures, http, clock), settings, this::ring);
    }

    @Override
    public WebhookActivities activities() {
        return deliverer;
    }

    @Override
    public int attempts() {
        return settings.attempts();
    }

    @Override
    public synchronized void start(WorkflowClient client) {
        stop();
        reader = new OutboxReader(deliveries, new DeliveryStarts(client), sessions, settings.places(), clock);
    }

    @Override
    public synchronized void stop() {
        OutboxReader running = reader;
        if (running != null) {
            running.close();
            reader = null;
        }
    }

    private void ring() {
        OutboxReader running = reader;
        if (running != null) {
            running.ring();
        }
    }
}
