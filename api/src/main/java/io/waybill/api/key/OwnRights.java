package io.waybill.api.key;

import io.waybill.activities.identity.Network;
import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.activities.key.Key;
import io.waybill.activities.key.KeyTerms;
import io.waybill.api.caller.Scopes;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A credential gives no more than it has: fewer or the same scopes, networks within its own, and no higher rate, budget
 * or later end. What is left out and limited for the one that asks is limited in the same way for the new one.
 */
@Component
public final class OwnRights {

    private final ApiKeys keys;

    OwnRights(ApiKeys keys) {
        this.keys = keys;
    }

    /**
     * {@return {@code asked}, with the limits of the caller where it has none}
     *
     * @throws ApiFailure where it is more than the caller has
     */
    public KeyTerms within(Caller caller, KeyTerms asked) {
        var own = keys.find(caller.accountId(), caller.keyId())
                .map(Key::terms)
                .orElseGet(
                        () -> new KeyTerms(caller.scopes(), caller.networks(), caller.requestsPerMinute(), null, null));
        requireScopes(caller, asked);
        return new KeyTerms(
                asked.scopes(),
                networks(own.networks(), asked.networks()),
                smaller("rate_limit_rpm", own.requestsPerMinute(), asked.requestsPerMinute()),
                smaller("monthly_budget", own.monthlyBudgetNanos(), asked.monthlyBudgetNanos()),
                smaller("expires_at", own.expiresAt(), asked.expiresAt()));
    }

    /** Fails where {@code terms} are more than the caller has, also by a limit that they lack. */
    public void requireAsMuch(Caller caller, KeyTerms terms) {
        if (!within(caller, terms).equals(terms)) {
            throw exceeds("id", "this key is limited less than your credential");
        }
    }

    /** Fails where the caller lacks anything of what credentials of an account can have, or is limited in any way. */
    public void requireAll(Caller caller) {
        var all = new KeyTerms(Scopes.CLIENT, List.of(), null, null, null);
        requireScopes(caller, all);
        if (!within(caller, all).equals(all)) {
            throw exceeds(
                    null,
                    "your credential is limited by networks, rate, budget or time; this asks for one that is not");
        }
    }

    private static void requireScopes(Caller caller, KeyTerms terms) {
        var more = new HashSet<>(terms.scopes());
        more.removeAll(caller.scopes());
        if (!more.isEmpty()) {
            throw exceeds(
                    "scopes", "your credential lacks " + more.stream().sorted().toList());
        }
    }

    private static List<Network> networks(List<Network> own, List<Network> asked) {
        if (own.isEmpty()) {
            return asked;
        }
        if (asked.isEmpty()) {
            return own;
        }
        for (var network : asked) {
            if (own.stream().noneMatch(block -> block.contains(network))) {
                throw exceeds("allowed_networks", network + " is not within your credential's networks");
            }
        }
        return asked;
    }

    private static <T extends Comparable<T>> @Nullable T smaller(String field, @Nullable T own, @Nullable T asked) {
        if (own == null || asked == null) {
            return asked == null ? own : asked;
        }
        if (asked.compareTo(own) > 0) {
            throw exceeds(field, field + " is more than your credential has");
        }
        return asked;
    }

    private static ApiFailure exceeds(@Nullable String field, String message) {
        return new ApiFailure(ApiError.EXCEEDS_OWN_RIGHTS, field, message);
    }
}
