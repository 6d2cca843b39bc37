package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.UUID;

/** Who calls, by whichever credential. */
public record Caller(UUID accountId, String keyId, Set<String> scopes) {

    /** Operators have it. */
    public static final String ADMIN = "admin";

    /** Checks that what must be there is. */
    public Caller {
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
        scopes = Set.copyOf(scopes);
    }

    /** {@return whether this is an operator} */
    public boolean isAdmin() {
        return scopes.contains(ADMIN);
    }
}
