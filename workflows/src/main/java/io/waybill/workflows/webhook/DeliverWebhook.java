package io.waybill.workflows.webhook;

import static java.util.Objects.requireNonNull;

/**
 * A delivery.
 *
 * @param eventId {@code evt_…}, the same in all attempts and rounds
 * @param endpointId {@code we_…}
 * @param type such as {@code batch.completed}
 * @param receiver host of the URL, for people
 * @param round from 0; each redelivery is one more
 * @param attempts those of this round so far
 */
public record DeliverWebhook(String eventId, String endpointId, String type, String receiver, int round, int attempts) {

    /** Checks that what must be there is. */
    public DeliverWebhook {
        requireNonNull(eventId, "eventId");
        requireNonNull(endpointId, "endpointId");
        requireNonNull(type, "type");
        requireNonNull(receiver, "receiver");
    }

    /** {@return the same after more attempts} */
    public DeliverWebhook after(int attempted) {
        return new DeliverWebhook(eventId, endpointId, type, receiver, round, attempted);
    }
}
