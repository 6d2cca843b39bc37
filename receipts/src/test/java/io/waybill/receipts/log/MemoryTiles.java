package io.waybill.receipts.log;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Tiles in memory, filled by a growing tree. */
final class MemoryTiles implements NodeSink, Tile.TileHashes {

    private record Key(int level, long index) {}

    private final Map<Key, byte[]> tiles = new HashMap<>();

    @Override
    public void node(int level, long index, Hash hash) {
        if (level % Tile.HEIGHT == 0) {
            var tile = tiles.computeIfAbsent(
                    new Key(level / Tile.HEIGHT, index / Tile.WIDTH), _ -> new byte[Tile.WIDTH * Hash.BYTES]);
            hash.copyTo(tile, (int) (index % Tile.WIDTH) * Hash.BYTES);
        }
    }

    @Override
    public byte[] hashes(int level, long index, int width) {
        return Arrays.copyOf(tiles.get(new Key(level, index)), width * Hash.BYTES);
    }
}
