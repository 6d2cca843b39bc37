package io.waybill.activities.account;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/**
 * A tenant.
 *
 * @param currency ISO 4217, {@code USD} unless configured
 */
public record Account(UUID id, String name, String currency, Instant createdAt) {

    /** Checks that what must be there is. */
    public Account {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(currency, "currency");
        requireNonNull(createdAt, "createdAt");
    }
}
