package io.waybill.activities.secret;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * Where a sealed secret is kept. It is bound to the secret, so a row or a field that is copied to another place opens
 * no more.
 *
 * @param accountId whose secret it is; {@link #PLATFORM} where it is the platform's own
 * @param row identifier of the row, such as a key id
 * @param field column, such as {@code signing_key.private_key}
 */
public record SecretPlace(UUID accountId, String row, String field) {

    /** Stands for an account where a secret is nobody's but the platform's. */
    public static final UUID PLATFORM = new UUID(0, 0);

    /** Checks that what must be there is. */
    public SecretPlace {
        requireNonNull(accountId, "accountId");
        requireNonNull(row, "row");
        requireNonNull(field, "field");
    }
}
