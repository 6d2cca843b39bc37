package io.waybill.activities.oauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code oauth_signing_key} that is not retired; the private key is sealed.
 *
 * @param pepperVersion null where it is sealed as all secrets are; else the pepper it was sealed under before
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SigningKeyRow(
        String id,
        String state,
        byte[] publicKey,
        byte[] privateKey,
        @Nullable Integer pepperVersion,
        Instant stateSince) {

    SigningKeyRow {
        requireNonNull(id, "id");
        requireNonNull(state, "state");
        requireNonNull(publicKey, "publicKey");
        requireNonNull(privateKey, "privateKey");
        requireNonNull(stateSince, "stateSince");
    }

    @Override
    public String toString() {
        return "SigningKeyRow[id=" + id + ", state=" + state + "]";
    }
}
