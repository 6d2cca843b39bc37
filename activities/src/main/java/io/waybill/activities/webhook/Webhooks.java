package io.waybill.activities.webhook;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Endpoints of an account and what was delivered to them. Another's are as unknown as none. Thread-safe. */
public interface Webhooks {

    /** Endpoints of an account: each event is sent to each that wants it. */
    int ENDPOINTS_MAX = 50;

    /** How long the old secret goes on signing at most. */
    Duration GRACE_MAX = Duration.ofDays(7);

    /** Deliveries that one call sends again at most. */
    int REDELIVERED_MAX = 10_000;

    /**
     * Makes an endpoint.
     *
     * @param terms its URL was checked by the caller
     * @param secret what the client wants; null for a new one
     * @throws TooManyEndpoints where the account has {@link #ENDPOINTS_MAX}
     */
    Issued create(UUID accountId, Terms terms, @Nullable String secret);

    /** {@return the endpoint, or empty} */
    Optional<Endpoint> find(UUID accountId, UUID id);

    /**
     * {@return endpoints, the newest first}
     *
     * @param ofBatches those that were made for the {@code webhook_url} of batches, or the others
     * @param after id of the last one already had; null for the beginning
     */
    List<Endpoint> list(UUID accountId, boolean ofBatches, @Nullable UUID after, int limit);

    /** {@return the endpoint as changed, or empty} */
    Optional<Endpoint> update(UUID accountId, UUID id, Terms terms, boolean enabled);

    /** Deletes it with its deliveries, and says whether there was one. */
    boolean delete(UUID accountId, UUID id);

    /**
     * Makes an endpoint's next secret; the old ones sign for the grace.
     *
     * @throws TooManySecrets where too many are in their grace
     */
    Optional<String> rotate(UUID accountId, UUID id, Duration grace, @Nullable String secret);

    /** The same for the secret of the account, which signs for the {@code webhook_url} of batches. */
    String rotateAccount(UUID accountId, Duration grace, @Nullable String secret);

    /** Makes ready what a batch's {@code webhook_url} needs. Idempotent. */
    void prepareForBatch(UUID accountId, String url);

    /** Sends {@code webhook.test} to an endpoint, if there is one. */
    Optional<Delivery> test(UUID accountId, UUID id);

    /**
     * {@return deliveries to an endpoint, the newest event first}
     *
     * @param state null for all
     * @param after id of the last event already had; null for the beginning
     */
    List<Delivery> deliveries(UUID accountId, UUID id, @Nullable DeliveryState state, @Nullable UUID after, int limit);

    /** {@return a delivery, or empty} */
    Optional<Delivery> delivery(UUID accountId, UUID id, UUID eventId);

    /** {@return its attempts, the newest first} */
    List<Delivery.Attempt> attempts(UUID accountId, UUID id, UUID eventId);

    /** {@return the bytes that are sent, or empty} */
    Optional<String> body(UUID accountId, UUID eventId);

    /** Sends an event again, under its id, where it is not on its way. Empty where there is no such delivery. */
    Optional<Delivery> redeliver(UUID accountId, UUID id, UUID eventId);

    /**
     * The same for all events of a time, from {@code from} until before {@code to}.
     *
     * @param deadOnly dead letters alone
     * @return how many; at most {@link #REDELIVERED_MAX}
     */
    int redeliver(UUID accountId, UUID id, Instant from, Instant to, boolean deadOnly);

    /** Sends all events of a batch to an endpoint, also those it never got, and says how many. */
    int replay(UUID accountId, UUID id, UUID batchId);

    /** {@return the platform's keys of signatures {@code v1a}, the newest first; called for no account} */
    List<PublishedKey> keys();

    /** What an endpoint is. */
    record Terms(String url, String description, List<String> events) {

        /** Checks that what must be there is. */
        public Terms {
            requireNonNull(url, "url");
            requireNonNull(description, "description");
            events = List.copyOf(events);
        }
    }

    /** A new endpoint and its secret, which is readable this once. {@link #toString} hides it. */
    record Issued(Endpoint endpoint, String secret) {

        /** Checks that what must be there is. */
        public Issued {
            requireNonNull(endpoint, "endpoint");
            requireNonNull(secret, "secret");
        }

        @Override
        public String toString() {
            return "Issued[endpoint=" + endpoint + "]";
        }
    }
}
