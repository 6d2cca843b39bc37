package io.waybill.standalone.client;

import io.waybill.receipts.key.SigningKey;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.Tile;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.standalone.data.Json;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A log in memory, of random leaves. */
final class WatchedLog {

    private static final String NAME = "example.org/log";

    private final SecureRandom random = new SecureRandom();
    private final TreeHasher hasher = new TreeHasher();
    private final SigningKey key = SigningKey.generate(random);
    private final List<Hash> leaves = new ArrayList<>();

    /** Begins anew with other leaves, under the same key. */
    void rewrite(int count) {
        leaves.clear();
        grow(count);
    }

    void grow(int count) {
        for (int i = 0; i < count; i++) {
            var data = new byte[Hash.BYTES];
            random.nextBytes(data);
            leaves.add(hasher.leaf(data));
        }
    }

    String checkpoint(int size) {
        Hash root = size == 0 ? hasher.emptyRoot() : Proofs.root(size, this::node);
        var noteKey = noteKey();
        return SignedNote.sign(Checkpoint.of(NAME, size, root).text(), noteKey, key::sign)
                .format();
    }

    CheckpointWatch watch() {
        return new CheckpointWatch(noteKey(), this::tile);
    }

    String event(String checkpoint) {
        var head = Checkpoint.parse(SignedNote.parse(checkpoint).text());
        return Json.MAPPER.writeValueAsString(Map.of(
                "type",
                "audit.checkpoint",
                "data",
                Map.of(
                        "origin",
                        head.origin(),
                        "size",
                        head.size(),
                        "root",
                        head.root().base64(),
                        "checkpoint",
                        checkpoint)));
    }

    private NoteKey noteKey() {
        return new NoteKey(NAME, NoteKey.Kind.NOTE, key.verifyKey().bytes());
    }

    private byte[] tile(String path) {
        Tile tile = Tile.ofPath(path).orElseThrow();
        var bytes = new byte[tile.width() * Hash.BYTES];
        IntStream.range(0, tile.width())
                .forEach(i -> node(tile.level() * Tile.HEIGHT, tile.index() * Tile.WIDTH + i)
                        .copyTo(bytes, i * Hash.BYTES));
        return bytes;
    }

    private Hash node(int level, long index) {
        return level == 0
                ? leaves.get((int) index)
                : hasher.node(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    }
}
