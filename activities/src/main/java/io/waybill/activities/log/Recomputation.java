package io.waybill.activities.log;

import io.waybill.activities.log.LogMapper.StateRow;
import io.waybill.activities.log.LogMapper.TileRow;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.LogDataMalformed;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.Tile;
import io.waybill.storage.object.ObjectKeys;
import io.waybill.storage.object.ObjectNotFound;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes the root again from what is stored, and compares it with what was written and signed. Reads every hash of
 * level 1 and above (32 bytes for each 256 leaves) and the last leaves; all leaves where it is asked to. Memory: pages
 * of 64 tiles.
 */
final class Recomputation {

    /** Leaves that every start reads again: those that could be torn by what ended the last sequencer. */
    static final int RECENT_LEAVES = 65_536;

    private static final int PAGE_TILES = 64;
    private static final int NOTE_BYTES_MAX = 1 << 16;

    private final LogMapper rows;
    private final ObjectStore objects;
    private final LogKey key;

    Recomputation(LogMapper rows, ObjectStore objects, LogKey key) {
        this.rows = rows;
        this.objects = objects;
        this.key = key;
    }

    /**
     * Throws {@link LogRefused}, which says what differs.
     *
     * @param whole from all leaves, while the log may grow; or from the last alone, by the one who lets it grow
     */
    void check(boolean whole) {
        Optional<String> published = published(); // before the state, which is then no shorter
        StateRow state = rows.state().orElseThrow(() -> new LogRefused("the log has no state"));
        if (!state.origin().equals(key.origin())) {
            throw new LogRefused("the log's origin is " + state.origin() + ", waybill.log.origin is " + key.origin());
        }
        long size = state.size();
        leaves(size, whole ? 0 : Math.max(0, size - RECENT_LEAVES));
        for (int level = 1; size >> (level * Tile.HEIGHT) > 0; level++) {
            level(size, level, whole);
        }
        compare("the root in the log's row", size, Hash.of(state.root()));
        String signed = state.checkpoint();
        if (signed != null) {
            signed("the checkpoint in the log's row", signed, size);
        }
        published.ifPresent(note -> signed("the checkpoint that was published last", note, size));
    }

    private void signed(String what, String text, long size) {
        try {
            var note = SignedNote.parse(text);
            var head = Checkpoint.parse(note.text());
            if (!head.origin().equals(key.origin()) || !key.signed(note)) {
                throw new LogRefused(what + " is not signed by this log's key");
            }
            if (head.size() > size) {
                throw new LogRefused(what + " has " + head.size() + " leaves, the database has " + size
                        + ": was it restored from an older backup?");
            }
            compare(what, head.size(), head.root());
        } catch (LogDataMalformed e) {
            throw new LogRefused(what + " cannot be read: " + e.getMessage());
        }
    }

    private void compare(String what, long size, Hash expected) {
        Hash found = Proofs.root(size, Tile.nodes(new LogNodes(rows, objects)));
        if (!found.equals(expected)) {
            throw new LogRefused(
                    what + " is " + expected + " over " + size + " leaves, the leaves and tiles give " + found);
        }
    }

    /** Whole tiles of leaves from one on, against level 1. */
    private void leaves(long size, long from) {
        var nodes = new LogNodes(rows, objects);
        byte @Nullable [] above = null;
        for (long tile = from / Tile.WIDTH; tile < size / Tile.WIDTH; tile++) {
            int at = (int) (tile % Tile.WIDTH);
            if (above == null || at == 0) {
                above = rows.tile(1, tile / Tile.WIDTH).map(TileRow::hashes).orElse(new byte[0]);
            }
            agree(1, tile / Tile.WIDTH, at, above, Tile.root(nodes.hashes(0, tile, Tile.WIDTH), 0, Tile.WIDTH));
        }
    }

    /** Tiles of a level, that all are there, against the next. */
    private void level(long size, int level, boolean growing) {
        long tiles = (size >> (level * Tile.HEIGHT)) / Tile.WIDTH;
        int last = (int) ((size >> (level * Tile.HEIGHT)) % Tile.WIDTH);
        byte[] above = new byte[0];
        long next = 0;
        while (next < tiles + (last > 0 ? 1 : 0)) {
            List<TileRow> page = rows.tiles(level, next, PAGE_TILES);
            if (page.isEmpty()) {
                throw new LogRefused("tile " + next + " of level " + level + " is not there");
            }
            for (TileRow row : page) {
                int width = Tile.widthIn(size, level, next);
                if (growing && width == 0) {
                    return;
                }
                int length = row.hashes().length;
                boolean fits = growing ? length >= width * Hash.BYTES : length == width * Hash.BYTES;
                if (row.tile() != next || !fits) {
                    throw new LogRefused(
                            "tile " + next + " of level " + level + " is not there with " + width + " hashes");
                }
                if (width == Tile.WIDTH) {
                    int at = (int) (next % Tile.WIDTH);
                    if (at == 0) {
                        above = rows.tile(level + 1, next / Tile.WIDTH)
                                .map(TileRow::hashes)
                                .orElse(new byte[0]);
                    }
                    agree(level + 1, next / Tile.WIDTH, at, above, Tile.root(row.hashes(), 0, Tile.WIDTH));
                }
                next++;
            }
        }
    }

    private static void agree(int level, long tile, int at, byte[] hashes, Hash found) {
        if (hashes.length < (at + 1) * Hash.BYTES
                || !Hash.at(hashes, at * Hash.BYTES).equals(found)) {
            throw new LogRefused(
                    "hash " + at + " of tile " + tile + " of level " + level + " is not that of what lies below it");
        }
    }

    private Optional<String> published() {
        try (InputStream note = objects.open(ObjectKeys.checkpoint())) {
            return Optional.of(new String(note.readNBytes(NOTE_BYTES_MAX), StandardCharsets.UTF_8));
        } catch (ObjectNotFound _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the published checkpoint cannot be read", e);
        }
    }
}
