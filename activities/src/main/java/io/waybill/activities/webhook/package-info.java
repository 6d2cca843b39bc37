/**
 * Webhooks: endpoints and their secrets, the outbox of events, signed deliveries. {@code batch} records events, the api
 * manages endpoints, the worker delivers.
 */
@NullMarked
package io.waybill.activities.webhook;

import org.jspecify.annotations.NullMarked;
