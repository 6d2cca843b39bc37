package io.waybill.activities.log;

import io.waybill.activities.signing.ReceiptKeys;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.key.WeakKey;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.SignedNote;
import java.util.List;
import org.springframework.stereotype.Component;

/** Signs what the log says, and knows whether it did. Thread-safe. */
@Component
final class LogKey {

    private final ReceiptKeys keys;
    private final LogSettings settings;

    LogKey(ReceiptKeys keys, LogSettings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    String origin() {
        return settings.origin();
    }

    NoteKey current() {
        return noteKey(keys.active(KeyPurpose.CHECKPOINTS).verifyKey());
    }

    SignedNote sign(String text) {
        SigningKey key = keys.active(KeyPurpose.CHECKPOINTS);
        return SignedNote.sign(text, noteKey(key.verifyKey()), key::sign);
    }

    /** {@return whether one of the log's keys signed it, be it an old one} */
    boolean signed(SignedNote note) {
        return all().stream()
                .anyMatch(key -> note.verified(key, LogKey::verifies).isPresent());
    }

    private List<NoteKey> all() {
        return keys.history().keys().stream()
                .filter(info -> info.purpose() == KeyPurpose.CHECKPOINTS)
                .map(info -> noteKey(info.key()))
                .toList();
    }

    private NoteKey noteKey(VerifyKey key) {
        return new NoteKey(settings.origin(), NoteKey.Kind.NOTE, key.bytes());
    }

    static boolean verifies(byte[] publicKey, byte[] message, byte[] signature) {
        try {
            return VerifyKey.of(publicKey).verifies(signature, message);
        } catch (WeakKey _) {
            return false;
        }
    }
}
