package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A key as its account sees it: everything but its text.
 *
 * @param prefix how its text begins
 * @param last4 the end of its secret
 * @param imported whether it is an organisation key that an operator imported
 * @param active whether it works now
 */
public record Key(
        String id,
        String name,
        String prefix,
        String last4,
        boolean imported,
        KeyTerms terms,
        Instant createdAt,
        boolean active) {

    /** Checks that what must be there is. */
    public Key {
        requireNonNull(id, "id");
        requireNonNull(name, "name");
        requireNonNull(prefix, "prefix");
        requireNonNull(last4, "last4");
        requireNonNull(terms, "terms");
        requireNonNull(createdAt, "createdAt");
    }
}
