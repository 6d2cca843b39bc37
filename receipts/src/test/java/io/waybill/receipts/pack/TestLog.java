package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.KeyHistory;
import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.key.SigningKeyInfo;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.LogProof;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.TreeHasher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A platform's keys and log, in memory. */
final class TestLog {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String ORIGIN = "example.org/waybill-log";

    final SigningKey receipts = key(1);
    final SigningKey assertions = key(2);
    final SigningKey checkpoints = key(3);
    final SigningKey witness = key(4);
    final NoteKey logKey =
            new NoteKey(ORIGIN, NoteKey.Kind.NOTE, checkpoints.verifyKey().bytes());
    final NoteKey witnessKey = new NoteKey(
            "witness.example.com", NoteKey.Kind.COSIGNATURE, witness.verifyKey().bytes());
    final List<SigningKeyInfo> keys = new ArrayList<>(List.of(
            new SigningKeyInfo(receipts.verifyKey(), KeyPurpose.RECEIPTS, START, null, null),
            new SigningKeyInfo(assertions.verifyKey(), KeyPurpose.ASSERTIONS, START, null, null),
            new SigningKeyInfo(checkpoints.verifyKey(), KeyPurpose.CHECKPOINTS, START, null, null)));

    private record Node(int level, long index) {}

    private final GrowingTree tree = new GrowingTree();
    private final Map<Node, Hash> nodes = new HashMap<>();

    static SigningKey key(int number) {
        byte[] seed = new byte[SigningKey.SEED_BYTES];
        seed[0] = (byte) number;
        return SigningKey.of(seed);
    }

    /** Appends leaves of other accounts. */
    TestLog strangers(int count) {
        for (int i = 0; i < count; i++) {
            append(new byte[] {(byte) i});
        }
        return this;
    }

    long append(byte[] data) {
        tree.append(new TreeHasher().leaf(data), (level, index, hash) -> nodes.put(new Node(level, index), hash));
        return tree.size() - 1;
    }

    LogEvidence evidence(long index) {
        List<Hash> path =
                Proofs.inclusion(index, tree.size(), (level, at) -> requireNonNull(nodes.get(new Node(level, at))));
        return evidence(index, path, logKey, checkpoints);
    }

    LogEvidence evidence(long index, List<Hash> path, NoteKey key, SigningKey signer) {
        SignedNote checkpoint =
                SignedNote.sign(Checkpoint.of(ORIGIN, tree.size(), tree.root()).text(), key, signer::sign);
        SignedNote cosigned = checkpoint.with(
                List.of(checkpoint.cosign(witnessKey, Instant.parse("2026-11-22T18:00:00Z"), witness::sign)));
        return new LogEvidence(key, LogProof.of(index, path, cosigned), history(key, signer));
    }

    private SignedNote history(NoteKey key, SigningKey signer) {
        return SignedNote.sign(new KeyHistory(keys).noteText(ORIGIN), key, signer::sign);
    }

    void replaceKey(int at, KeyPurpose purpose, @Nullable Instant until, @Nullable Long revokedAtLogSize) {
        keys.set(at, new SigningKeyInfo(keys.get(at).key(), purpose, START, until, revokedAtLogSize));
    }
}
