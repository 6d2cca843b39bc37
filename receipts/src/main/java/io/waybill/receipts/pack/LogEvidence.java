package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.log.LogProof;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.SignedNote;
import java.util.Map;

/**
 * What a pack takes from the log.
 *
 * @param key the log's key; whoever checks a pack should know it from elsewhere
 * @param proof that the receipt, or the batch's statement, stands in the log
 * @param keys the history of keys, as a note that the log signed
 */
public record LogEvidence(NoteKey key, LogProof proof, SignedNote keys) {

    /** Checks that all are there. */
    public LogEvidence {
        requireNonNull(key, "key");
        requireNonNull(proof, "proof");
        requireNonNull(keys, "keys");
    }

    void writeTo(Map<String, Object> pack) {
        pack.put("keys", keys.format());
        pack.put("log_key", key.vkey());
        pack.put("log_proof", proof.format());
    }
}
