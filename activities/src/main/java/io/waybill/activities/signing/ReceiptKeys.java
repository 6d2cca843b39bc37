package io.waybill.activities.signing;

import io.waybill.receipts.key.KeyHistory;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKey;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

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

    /**
     * Notes that a key is in strange hands: what it signed is believed where it stands in the log before the place that
     * is noted now, or waits for the log already, and nothing else of it. Other processes tell of it within ten
     * seconds. A second run changes nothing.
     *
     * @return the place in the log; empty where there is no such key
     * @throws ReceiptKeyInUse where it signs, may still sign in another process, or a batch is being attested with it
     * @throws IllegalArgumentException where it is the log's own key
     */
    OptionalLong revoke(String kid);
}
