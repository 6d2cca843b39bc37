package io.waybill.activities.key;

import java.util.Optional;

/**
 * The secret that the database does not know, by numbered versions: what is stored under it cannot be tried out, or
 * read, with the database alone. Thread-safe.
 */
public interface Pepper {

    /** {@return the number of the version for what is new} */
    int current();

    /** {@return HMAC-SHA-256 of {@code text}, 32 bytes, or empty where there is no pepper of that number} */
    Optional<byte[]> hmac(int version, String text);

    /**
     * Opens what earlier versions sealed by AES-256-GCM under a key that is derived from the pepper for
     * {@code context}.
     *
     * @param context what it is and whose
     * @return what was sealed, or empty where there is no pepper of that number
     * @throws IllegalStateException where it was sealed for another context, or changed
     */
    Optional<byte[]> open(int version, String context, byte[] sealed);
}
