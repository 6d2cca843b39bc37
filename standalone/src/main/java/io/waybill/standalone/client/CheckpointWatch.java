package io.waybill.standalone.client;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.LogDataMalformed;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.Tile;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches a log by its checkpoints, as a witness does: each must be signed by the log's key, and of two the longer one
 * must go on from the other, by a proof made of the log's tiles. Thread-safe.
 */
public final class CheckpointWatch {

    private final NoteKey key;
    private final Function<String, byte[]> tiles;
    private @Nullable Checkpoint last; // the longest that was seen; null before the first

    /**
     * Watches one log.
     *
     * @param key of the log, best from a source that is not the platform
     * @param tiles answers the bytes of a tile, by its path below the log's address
     */
    public CheckpointWatch(NoteKey key, Function<String, byte[]> tiles) {
        this.key = requireNonNull(key, "key");
        this.tiles = requireNonNull(tiles, "tiles");
    }

    /** {@return what is wrong with a checkpoint, a signed note; empty where it holds} */
    public synchronized String wrong(String note) {
        try {
            var signed = SignedNote.parse(note);
            var head = Checkpoint.parse(signed.text());
            if (!head.origin().equals(key.name())) {
                return "a checkpoint of the log " + head.origin() + ", not of " + key.name();
            }
            if (signed.verified(key, VerifyKey::verify).isEmpty()) {
                return "the checkpoint is not signed by the log's key " + key.vkey();
            }
            var seen = last;
            if (seen != null && !goesOn(seen, head)) {
                return "the checkpoints of %d and of %d leaves do not continue each other: the log was rewritten"
                        .formatted(seen.size(), head.size());
            }
            if (seen == null || head.size() > seen.size()) {
                last = head;
            }
            return "";
        } catch (LogDataMalformed e) {
            return "the checkpoint cannot be read: " + e.getMessage();
        }
    }

    private boolean goesOn(Checkpoint one, Checkpoint other) {
        Checkpoint shorter = one.size() <= other.size() ? one : other;
        Checkpoint longer = shorter.equals(one) ? other : one;
        var nodes = Tile.nodes((level, index, _) -> tiles.apply(
                new Tile(Tile.Kind.HASHES, level, index, Tile.widthIn(longer.size(), level, index)).path()));
        var proof = Proofs.consistency(shorter.size(), longer.size(), nodes);
        return Proofs.verifyConsistency(shorter.size(), shorter.root(), longer.size(), longer.root(), proof);
    }
}
