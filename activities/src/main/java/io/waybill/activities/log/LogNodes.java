package io.waybill.activities.log;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.log.LogMapper.RangeRow;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.Tile;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.storage.object.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads leaves and tiles as they are stored. Not thread-safe: remembers the last tiles it read. */
final class LogNodes implements Tile.TileHashes {

    /** Tiles of 8 KiB that one proof reads, and some. */
    private static final int REMEMBERED = 64;

    /** Rows read at once; a row has one leaf or more. */
    private static final int RANGES_MAX = 1_024;

    private final LogMapper rows;
    private final ObjectStore objects;
    private final TreeHasher hasher = new TreeHasher();
    private final Map<Key, byte[]> tiles = new LinkedHashMap<>();

    LogNodes(LogMapper rows, ObjectStore objects) {
        this.rows = rows;
        this.objects = objects;
    }

    @Override
    public byte[] hashes(int level, long index, int width) {
        var key = new Key(level, index);
        byte[] known = tiles.get(key);
        if (known == null || known.length < width * Hash.BYTES) {
            known = level == 0 ? leafHashes(index, width) : stored(level, index, width);
            if (tiles.size() == REMEMBERED) {
                tiles.remove(tiles.keySet().iterator().next());
            }
            tiles.put(key, known);
        }
        return known;
    }

    /** {@return so many leaves, 32 bytes each; {@link LogRefused} where they are not there} */
    byte[] entries(long from, int count) {
        var entries = new byte[count * Hash.BYTES];
        long at = from;
        long end = from + count;
        while (at < end) {
            long before = at;
            for (RangeRow range : rows.ranges(at, end, RANGES_MAX)) {
                int skipped = Math.toIntExact(at - range.firstIndex());
                int taken = (int) Math.min(range.leaves() - skipped, end - at);
                if (skipped < 0 || taken <= 0) {
                    break;
                }
                byte[] source = read(range, skipped, taken);
                System.arraycopy(source, 0, entries, (int) (at - from) * Hash.BYTES, source.length);
                at += taken;
            }
            if (at == before) {
                throw new LogRefused("leaf " + at + " of the log is not there");
            }
        }
        return entries;
    }

    private byte[] read(RangeRow range, int skipped, int taken) {
        String key = range.objectKey();
        if (key == null) {
            byte[] all = requireNonNull(range.entries(), "entries");
            return java.util.Arrays.copyOfRange(all, skipped * Hash.BYTES, (skipped + taken) * Hash.BYTES);
        }
        try {
            return objects.read(key, (long) skipped * Hash.BYTES, taken * Hash.BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("leaves of the log cannot be read: " + e.getMessage(), e);
        }
    }

    private byte[] leafHashes(long index, int width) {
        byte[] entries = entries(index * Tile.WIDTH, width);
        var hashes = new byte[entries.length];
        for (int at = 0; at < entries.length; at += Hash.BYTES) {
            hasher.leaf(entries, at, Hash.BYTES).copyTo(hashes, at);
        }
        return hashes;
    }

    private byte[] stored(int level, long index, int width) {
        byte[] hashes = rows.tile(level, index).map(LogMapper.TileRow::hashes).orElse(new byte[0]);
        if (hashes.length < width * Hash.BYTES) {
            throw new LogRefused("tile " + index + " of level " + level + " has " + hashes.length / Hash.BYTES
                    + " hashes, " + width + " are needed");
        }
        return hashes;
    }

    private record Key(int level, long index) {}
}
