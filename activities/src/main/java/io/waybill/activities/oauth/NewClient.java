package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.identity.Network;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client to be made; fields as in {@link OAuthClient}. */
public record NewClient(
        String name,
        AuthMethod method,
        @Nullable String publicKeys,
        Set<String> certificateSha256,
        @Nullable CertificateName certificateName,
        Set<String> scopes,
        List<Network> networks,
        @Nullable Integer requestsPerMinute) {

    /** Checks that what must be there is. */
    public NewClient {
        requireNonNull(name, "name");
        requireNonNull(method, "method");
        certificateSha256 = Set.copyOf(certificateSha256);
        scopes = Set.copyOf(scopes);
        networks = List.copyOf(networks);
    }
}
