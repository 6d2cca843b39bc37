package io.waybill.receipts.pack;

import io.waybill.receipts.key.KeyHistory;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKeyInfo;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.key.WeakKey;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.LogDataMalformed;
import io.waybill.receipts.log.LogProof;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.pack.Verdict.Part;
import io.waybill.receipts.receipt.Members;
import io.waybill.receipts.receipt.NotCanonical;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a pack that are the same for a receipt and for a batch: log, keys, signature. */
final class Authority {

    private static final Pattern KEY = Pattern.compile("ed25519:([0-9a-f]{64})");
    private static final Pattern SIGNATURE = Pattern.compile("ed25519:([0-9a-f]{128})");

    private final Verdict.Collector found;
    private final Trust trust;
    private final Answer holds;
    private final @Nullable NoteKey logKey; // null where the pack's is unreadable, and none is pinned
    private final String keysNote;
    private final String logProof;
    private final String publicKey;

    /** Reads the members that both kinds of pack have. */
    Authority(Members members, Trust trust, Verdict.Collector found) {
        this.found = found;
        this.trust = trust;
        members.expect("verification_method", PackFormat.SCHEME);
        keysNote = members.text("keys");
        logProof = members.text("log_proof");
        publicKey = members.text("public_key");
        holds = trust.logKey() == null ? Answer.NOT_AUTHENTICATED : Answer.HOLDS;
        logKey = logKey(members.text("log_key"));
    }

    private @Nullable NoteKey logKey(String vkey) {
        NoteKey pinned = trust.logKey();
        if (pinned != null) {
            if (!pinned.vkey().equals(vkey)) {
                found.fails(Part.CHECKPOINT, "the pack is of another log: its key is " + vkey);
            }
            return pinned;
        }
        try {
            return NoteKey.parse(vkey);
        } catch (LogDataMalformed e) {
            found.fails(Part.CHECKPOINT, "log_key: " + e.getMessage());
            return null;
        }
    }

    /** Checks that a digest is a leaf of the log, and answers its place; -1 if it has none. */
    long checkLog(byte[] digest, String what) {
        LogProof proof;
        Checkpoint checkpoint;
        try {
            proof = LogProof.parse(logProof);
            checkpoint = Checkpoint.parse(proof.checkpoint().text());
        } catch (LogDataMalformed e) {
            found.fails(Part.INCLUSION, "log_proof: " + e.getMessage());
            found.fails(Part.CHECKPOINT, "log_proof: " + e.getMessage());
            return -1;
        }
        if (!proof.format().equals(logProof)) {
            found.fails(Part.INCLUSION, "log_proof: not written as its format says");
        }
        checkCheckpoint(proof.checkpoint(), checkpoint);
        if (!proof.includes(digest)) {
            found.fails(
                    Part.INCLUSION,
                    "the proof does not lead from %s at %d to the checkpoint's root".formatted(what, proof.index()));
            return -1;
        }
        found.add(
                Part.INCLUSION,
                holds,
                "%s is leaf %d of the %d in the checkpoint".formatted(what, proof.index(), checkpoint.size()));
        return found.failed(Part.CHECKPOINT) ? -1 : proof.index();
    }

    private void checkCheckpoint(SignedNote note, Checkpoint checkpoint) {
        if (logKey == null) {
            return;
        }
        if (!checkpoint.origin().equals(logKey.name())) {
            found.fails(
                    Part.CHECKPOINT,
                    "of the log '%s', the key is of '%s'".formatted(checkpoint.origin(), logKey.name()));
        }
        if (note.verified(logKey, VerifyKey::verify).isEmpty()) {
            found.fails(Part.CHECKPOINT, "not signed by the log's key " + logKey.vkey());
        }
        for (NoteKey witness : trust.witnesses()) {
            if (note.verified(witness, VerifyKey::verify).isEmpty()) {
                found.fails(Part.CHECKPOINT, "not cosigned by the witness " + witness.name());
            }
        }
        found.add(
                Part.CHECKPOINT,
                holds,
                (trust.logKey() == null
                                ? "signed by the key that the pack itself names, "
                                : "signed by the pinned key ")
                        + logKey.vkey());
    }

    /** The key that must have signed, if it can be read and is the one that was named. */
    Optional<VerifyKey> key(String keyId) {
        var hex = KEY.matcher(publicKey);
        try {
            if (!hex.matches()) {
                throw new WeakKey("'ed25519:' and 64 lower-case hexadecimal digits are expected");
            }
            VerifyKey key = VerifyKey.of(HexFormat.of().parseHex(hex.group(1)));
            if (key.kid().equals(keyId)) {
                return Optional.of(key);
            }
            found.fails(
                    Part.KEY, "public_key has the thumbprint %s, the signed key_id is %s".formatted(key.kid(), keyId));
        } catch (WeakKey e) {
            found.fails(Part.KEY, "public_key: " + e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Checks what the history says of the key.
     *
     * @param signedAfter the key was in force until then at least
     * @param logIndex where the signed thing stands in the log, -1 for nowhere
     */
    void checkKey(VerifyKey key, KeyPurpose purpose, Instant signedAfter, long logIndex) {
        if (logKey == null) {
            found.fails(Part.KEY, "no log key to check the history of keys with");
            return;
        }
        try {
            SignedNote note = SignedNote.parse(keysNote);
            if (!note.format().equals(keysNote)
                    || note.verified(logKey, VerifyKey::verify).isEmpty()) {
                found.fails(Part.KEY, "the history of keys is not signed by the log's key " + logKey.vkey());
                return;
            }
            Optional<SigningKeyInfo> info =
                    KeyHistory.readNoteText(logKey.name(), note.text()).find(key.kid());
            if (info.isEmpty()) {
                found.fails(Part.KEY, "the key %s is not in the history of keys".formatted(key.kid()));
                return;
            }
            checkInfo(info.get(), purpose, signedAfter, logIndex);
        } catch (LogDataMalformed | NotCanonical e) {
            found.fails(Part.KEY, "keys: " + e.getMessage());
        }
    }

    private void checkInfo(SigningKeyInfo info, KeyPurpose purpose, Instant signedAfter, long logIndex) {
        Instant until = info.until();
        Long revoked = info.revokedAtLogSize();
        if (info.purpose() != purpose) {
            found.fails(
                    Part.KEY,
                    "a key for %s, not for %s".formatted(info.purpose().wireName(), purpose.wireName()));
        }
        if (until != null && until.isBefore(signedAfter)) {
            found.fails(Part.KEY, "the key was retired on %s, before what it signs (%s)".formatted(until, signedAfter));
        }
        if (revoked != null && (logIndex < 0 || logIndex >= revoked)) {
            found.fails(
                    Part.KEY,
                    "the key was revoked when the log had %d leaves, and this is none of them".formatted(revoked));
        }
        String when = revoked == null
                ? ""
                : "; it was revoked when the log had %d leaves, and this is one of them".formatted(revoked);
        found.add(
                Part.KEY,
                holds,
                "%s, %s, for %s%s".formatted(info.key().kid(), info.status(), purpose.wireName(), when));
    }

    /** Checks a signature of canonical bytes. */
    void checkSignature(VerifyKey key, String signature, byte[] message, String what) {
        var hex = SIGNATURE.matcher(signature);
        if (!hex.matches()) {
            found.fails(Part.SIGNATURE, "signature: 'ed25519:' and 128 lower-case hexadecimal digits are expected");
        } else if (!key.verifies(HexFormat.of().parseHex(hex.group(1)), message)) {
            found.fails(Part.SIGNATURE, "not the signature of %s by the key %s".formatted(what, key.kid()));
        } else {
            found.add(Part.SIGNATURE, holds, "of %s, by the key %s".formatted(what, key.kid()));
        }
    }
}
