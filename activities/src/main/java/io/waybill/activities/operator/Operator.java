package io.waybill.activities.operator;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** Who acts: an operator's account and credential. */
public record Operator(UUID accountId, String keyId) {

    /** Checks that what must be there is. */
    public Operator {
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
    }
}
