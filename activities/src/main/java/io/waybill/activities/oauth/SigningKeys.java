package io.waybill.activities.oauth;

import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that sign tokens, the same in every process. They are made when the first token is, and replaced every
 * {@link #LIFE_DAYS} days.
 */
public interface SigningKeys {

    /** How long a key signs. */
    int LIFE_DAYS = 30;

    /** {@return the key that signs now, made where there is none} */
    SigningKey current();

    /** {@return the next, the current and the previous key, by id; empty before the first token} */
    Map<String, RSAPublicKey> published();

    /** {@return the published key {@code id}; what was asked before costs no query} */
    Optional<RSAPublicKey> find(String id);

    /** Makes the next key the current one at once, and a new one the next. */
    void rotate();
}
