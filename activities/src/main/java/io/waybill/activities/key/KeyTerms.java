package io.waybill.activities.key;

import io.waybill.activities.identity.Network;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a key may do.
 *
 * @param networks where it may be used; empty for everywhere
 * @param requestsPerMinute 1..1,000,000; null where it has no limit of its own
 * @param monthlyBudgetNanos over 0; null where it has none
 * @param expiresAt null where it does not expire
 */
public record KeyTerms(
        Set<String> scopes,
        List<Network> networks,
        @Nullable Integer requestsPerMinute,
        @Nullable Long monthlyBudgetNanos,
        @Nullable Instant expiresAt) {

    /** Most requests a minute that a key can be given. */
    public static final int REQUESTS_PER_MINUTE_MAX = 1_000_000;

    /** Checks ranges. */
    public KeyTerms {
        scopes = Set.copyOf(scopes);
        networks = List.copyOf(networks);
        Integer requests = requestsPerMinute;
        if (requests != null && (requests < 1 || requests > REQUESTS_PER_MINUTE_MAX)) {
            throw new IllegalArgumentException(
                    "a key has 1 to " + REQUESTS_PER_MINUTE_MAX + " requests a minute, not " + requests);
        }
        Long budget = monthlyBudgetNanos;
        if (budget != null && budget <= 0) {
            throw new IllegalArgumentException("a key's monthly budget is over 0");
        }
    }

    /** {@return terms with scopes alone} */
    public static KeyTerms of(Set<String> scopes) {
        return new KeyTerms(scopes, List.of(), null, null, null);
    }
}
