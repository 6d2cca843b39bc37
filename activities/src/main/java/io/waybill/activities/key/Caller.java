package io.waybill.activities.key;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.identity.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, by whichever credential.
 *
 * @param keyId the key's or the OAuth client's id
 * @param networks where the credential may be used; empty for everywhere
 * @param requestsPerMinute null where the credential has no limit of its own
 */
public record Caller(
        UUID accountId,
        String keyId,
        Set<String> scopes,
        List<Network> networks,
        @Nullable Integer requestsPerMinute) {

    /** Operators have it. */
    public static final String ADMIN = "admin";

    /** Checks that what must be there is. */
    public Caller {
        requireNonNull(accountId, "accountId");
        requireNonNull(keyId, "keyId");
        scopes = Set.copyOf(scopes);
        networks = List.copyOf(networks);
    }

    /** A caller with a credential that has no limits of its own. */
    public Caller(UUID accountId, String keyId, Set<String> scopes) {
        this(accountId, keyId, scopes, List.of(), null);
    }

    /** {@return whether this is an operator} */
    public boolean isAdmin() {
        return scopes.contains(ADMIN);
    }

    /** {@return whether the credential may be used from {@code address}} */
    public boolean mayCallFrom(InetAddress address) {
        return networks.isEmpty() || networks.stream().anyMatch(network -> network.contains(address));
    }
}
