package io.waybill.activities.signing;

import io.waybill.receipts.key.KeyHistory;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKey;
import java.time.Duration;
import java.util.Optional;

/**
 * The platform's Ed25519 keys, one that signs for each purpose, the same in every process; made at their first use.
 * Thread-safe.
 */
public interface ReceiptKeys {

    /**
     * Keys of receipts and assertions sign so long. Those of checkpoints stay until an operator replaces them: auditors
     * have pinned them.
     */
    Duration LIFE = Duration.ofDays(90);

    /** {@return the key that signs now}; of receipts, assertions or checkpoints. */
    SigningKey active(KeyPurpose purpose);

    /** {@return the key of this thumbprint, active or not; empty where there is none} */
    Optional<SigningKey> find(String kid);

    /** {@return every key ever used, in the order of their beginning} */
    KeyHistory history();

    /** Makes a new key for a purpose at once; the one before signs no more, except what was begun with it. */
    void rotate(KeyPurpose purpose);
}
