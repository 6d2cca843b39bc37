package io.waybill.activities.identity;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code credential_event}.
 *
 * @param notBefore null for kinds that have none
 */
record EventRow(String kind, String subject, @Nullable Instant notBefore) {

    EventRow {
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
    }

    CredentialChange toChange() {
        return new CredentialChange(CredentialChange.Kind.of(kind), subject, notBefore);
    }
}
