package io.waybill.activities.webhook;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.id.Ids;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Endpoints, secrets and deliveries as rows. */
@Component
final class StoredWebhooks implements Webhooks {

    /** Comes after every id. */
    private static final UUID LAST = new UUID(-1, -1);

    private final WebhookEndpointMapper endpoints;
    private final WebhookSecrets secrets;
    private final WebhookKeys keys;
    private final OutboxMapper outbox;
    private final DeliveryLogMapper log;
    private final Transactions transactions;
    private final Clock clock;

    StoredWebhooks(
            WebhookEndpointMapper endpoints,
            WebhookSecrets secrets,
            WebhookKeys keys,
            OutboxMapper outbox,
            DeliveryLogMapper log,
            Transactions transactions,
            Clock clock) {
        this.endpoints = endpoints;
        this.secrets = secrets;
        this.keys = keys;
        this.outbox = outbox;
        this.log = log;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Issued create(UUID accountId, Terms terms, @Nullable String secret) {
        UUID id = Ids.next(clock);
        return transactions.call(() -> {
            endpoints.lock(accountId);
            if (endpoints.count(accountId) >= ENDPOINTS_MAX) {
                throw new TooManyEndpoints(ENDPOINTS_MAX);
            }
            endpoints.insert(
                    id,
                    accountId,
                    terms.url(),
                    terms.description(),
                    terms.events().toArray(String[]::new),
                    Ids.render(WebhookIds.ENDPOINT, id),
                    clock.instant());
            String text = secrets.next(accountId, id, secret, Duration.ZERO);
            return new Issued(endpoints.find(accountId, id).orElseThrow(), text);
        });
    }

    @Override
    public Optional<Endpoint> find(UUID accountId, UUID id) {
        return endpoints.find(accountId, id);
    }

    @Override
    public List<Endpoint> list(UUID accountId, boolean ofBatches, @Nullable UUID after, int limit) {
        return endpoints.list(accountId, ofBatches, after == null ? LAST : after, limit);
    }

    @Override
    public Optional<Endpoint> update(UUID accountId, UUID id, Terms terms, boolean enabled) {
        return transactions.call(() -> {
            endpoints.update(
                    accountId,
                    id,
                    terms.url(),
                    terms.description(),
                    terms.events().toArray(String[]::new),
                    enabled,
                    enabled ? null : "its owner disabled it",
                    clock.instant());
            return endpoints.find(accountId, id);
        });
    }

    @Override
    public boolean delete(UUID accountId, UUID id) {
        return endpoints.delete(accountId, id) == 1;
    }

    @Override
    public Optional<String> rotate(UUID accountId, UUID id, Duration grace, @Nullable String secret) {
        return transactions.call(() -> endpoints
                .find(accountId, id)
                .map(endpoint -> next(accountId, endpoint.ofBatches() ? accountId : id, grace, secret)));
    }

    @Override
    public String rotateAccount(UUID accountId, Duration grace, @Nullable String secret) {
        return transactions.call(() -> next(accountId, accountId, grace, secret));
    }

    private String next(UUID accountId, UUID ownerId, Duration grace, @Nullable String secret) {
        endpoints.lock(accountId);
        return secrets.next(accountId, ownerId, secret, grace);
    }

    @Override
    public void prepareForBatch(UUID accountId, String url) {
        transactions.run(() -> {
            endpoints.lock(accountId);
            secrets.ensure(accountId, accountId);
            endpoints.ensure(
                    Ids.next(clock),
                    accountId,
                    url,
                    EventType.ENDS.toArray(String[]::new),
                    receiver(url),
                    clock.instant());
        });
    }

    /** Batches may name another path or query each; what is slow is the machine. */
    private static String receiver(String url) {
        return String.valueOf(URI.create(url).getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<Delivery> test(UUID accountId, UUID id) {
        return transactions.call(() -> endpoints.find(accountId, id).flatMap(_ -> {
            UUID eventId = Ids.next(clock);
            Instant now = clock.instant();
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("webhook_id", Ids.render(WebhookIds.ENDPOINT, id));
            data.put("sequence", 1);
            String body = StoredOutbox.body(eventId, EventType.TEST, accountId, data, now);
            outbox.recordFor(id, eventId, accountId, EventType.TEST.wireName(), body, now);
            return log.find(accountId, id, eventId);
        }));
    }

    @Override
    public List<Delivery> deliveries(
            UUID accountId, UUID id, @Nullable DeliveryState state, @Nullable UUID after, int limit) {
        return log.list(accountId, id, after == null ? LAST : after, state == null ? null : state.name(), limit);
    }

    @Override
    public Optional<Delivery> delivery(UUID accountId, UUID id, UUID eventId) {
        return log.find(accountId, id, eventId);
    }

    @Override
    public List<Delivery.Attempt> attempts(UUID accountId, UUID id, UUID eventId) {
        return log.attempts(accountId, id, eventId);
    }

    @Override
    public Optional<String> body(UUID accountId, UUID eventId) {
        return log.body(accountId, eventId);
    }

    @Override
    public Optional<Delivery> redeliver(UUID accountId, UUID id, UUID eventId) {
        return transactions.call(() -> {
            log.redeliver(accountId, id, eventId, clock.instant());
            return log.find(accountId, id, eventId);
        });
    }

    @Override
    public int redeliver(UUID accountId, UUID id, Instant from, Instant to, boolean deadOnly) {
        return log.redeliverRange(accountId, id, from, to, deadOnly, REDELIVERED_MAX, clock.instant());
    }

    @Override
    public int replay(UUID accountId, UUID id, UUID batchId) {
        return log.replay(accountId, id, batchId, clock.instant());
    }

    @Override
    public List<PublishedKey> keys() {
        return keys.published();
    }
}
