package io.waybill.receipts.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One resource of {@code c2sp.org/tlog-tiles}: up to 256 consecutive hashes of a level, or the entries of 256
 * consecutive leaves. Levels of tiles are 8 levels of the tree apart.
 *
 * @param kind hashes or entries
 * @param level 0 to 63, 0 for entries
 * @param index from the left, from 0
 * @param width 1 to 256; below 256 the tile is partial
 */
public record Tile(Kind kind, int level, long index, int width) {

    /** Hashes or leaves in a full tile. */
    public static final int WIDTH = 256;

    /** Levels of the tree in a tile. */
    public static final int HEIGHT = 8;

    /** Enough for every index below 2^63, in groups of three digits. */
    private static final Pattern PATH = Pattern.compile(
            "tile/(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    private static final int GROUP = 1000;

    /** What a tile holds. */
    public enum Kind {
        /** Hashes of 32 bytes each. */
        HASHES,
        /** Leaves, each after its length in two bytes. */
        ENTRIES
    }

    /** Checks the ranges. */
    public Tile {
        if (level < 0 || level > 63 || (kind == Kind.ENTRIES && level != 0)) {
            throw new IllegalArgumentException("level " + level + ": 0 to 63 are allowed, 0 for entries");
        }
        if (index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("tile " + index + " of width " + width);
        }
    }

    /** {@return whether it has all of its 256 parts} */
    public boolean full() {
        return width == WIDTH;
    }

    /** {@return the path below the log's prefix, such as {@code tile/0/x001/x234/067.p/12}} */
    public String path() {
        var groups = new ArrayList<String>();
        for (long rest = index; rest > 0 || groups.isEmpty(); rest /= GROUP) {
            groups.addFirst(String.format(Locale.ROOT, groups.isEmpty() ? "%03d" : "x%03d", rest % GROUP));
        }
        return "tile/" + (kind == Kind.ENTRIES ? "entries" : level) + "/" + String.join("/", groups)
                + (full() ? "" : ".p/" + width);
    }

    /** Returns the tile that a path below the log's prefix names; empty when it is not a path of one. */
    public static Optional<Tile> ofPath(String path) {
        var match = PATH.matcher(path);
        if (!match.matches()) {
            return Optional.empty();
        }
        long index = 0;
        try {
            for (var group : match.group(2).split("/", -1)) {
                index = Math.addExact(
                        Math.multiplyExact(index, GROUP),
                        Integer.parseInt(group.startsWith("x") ? group.substring(1) : group));
            }
        } catch (ArithmeticException _) {
            return Optional.empty();
        }
        int width = match.group(3) == null ? WIDTH : Integer.parseInt(match.group(3));
        if (width > WIDTH || (match.group(3) != null && width == WIDTH)) {
            return Optional.empty();
        }
        boolean entries = match.group(1).equals("entries");
        var tile = new Tile(
                entries ? Kind.ENTRIES : Kind.HASHES, entries ? 0 : Integer.parseInt(match.group(1)), index, width);
        return tile.path().equals(path) ? Optional.of(tile) : Optional.empty(); // no zero group before the first
    }

    /**
     * Returns how wide the tile of a level and index is in a tree of this size: 0 when it is not there, at most 256.
     *
     * @param level of tiles
     */
    public static int widthIn(long size, int level, long index) {
        long nodes = level * HEIGHT >= Long.SIZE - 1 ? 0 : size >> (level * HEIGHT);
        return Math.clamp(nodes - index * WIDTH, 0, WIDTH);
    }

    /** Returns the hash of a node from its tile's hashes: at most 255 hashes of 64 bytes are made. */
    public static NodeReader nodes(TileHashes tiles) {
        return (level, index) -> {
            int tileLevel = level / HEIGHT;
            int above = level % HEIGHT;
            long first = index << above;
            int from = (int) (first % WIDTH);
            return root(tiles.hashes(tileLevel, first / WIDTH, from + (1 << above)), from, 1 << above);
        };
    }

    /** Where the hashes of tiles are read from. */
    @FunctionalInterface
    public interface TileHashes {

        /**
         * Returns at least the first {@code width} hashes of a tile, 32 bytes each.
         *
         * @param level of tiles
         */
        byte[] hashes(int level, long index, int width);
    }

    /** Returns the root over {@code count} hashes of a tile, a power of two, beginning at one of them. */
    public static Hash root(byte[] hashes, int from, int count) {
        if (hashes.length < (from + count) * Hash.BYTES) {
            throw new LogDataMalformed(
                    "a tile of " + hashes.length + " bytes: " + (from + count) * Hash.BYTES + " or more are expected");
        }
        var hasher = new TreeHasher();
        List<Hash> row = new ArrayList<>(count);
        for (int i = from; i < from + count; i++) {
            row.add(Hash.at(hashes, i * Hash.BYTES));
        }
        while (row.size() > 1) {
            var above = new ArrayList<Hash>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                above.add(hasher.node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.getFirst();
    }
}
