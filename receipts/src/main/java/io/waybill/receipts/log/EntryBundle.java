package io.waybill.receipts.log;

import java.util.ArrayList;
import java.util.List;

/** The leaves of a tile as {@code c2sp.org/tlog-tiles} serves them: each after its length, two bytes, big-endian. */
public final class EntryBundle {

    /** What two bytes of length allow. */
    public static final int ENTRY_BYTES_MAX = 65_535;

    private EntryBundle() {}

    /** Returns the bundle of entries of one length that stand side by side, such as hashes of 32 bytes. */
    public static byte[] ofEqual(byte[] entries, int entryBytes) {
        if (entryBytes < 1 || entryBytes > ENTRY_BYTES_MAX || entries.length % entryBytes != 0) {
            throw new IllegalArgumentException(entries.length + " bytes of entries of " + entryBytes);
        }
        int count = entries.length / entryBytes;
        var bundle = new byte[count * (2 + entryBytes)];
        for (int i = 0; i < count; i++) {
            int at = i * (2 + entryBytes);
            bundle[at] = (byte) (entryBytes >> 8);
            bundle[at + 1] = (byte) entryBytes;
            System.arraycopy(entries, i * entryBytes, bundle, at + 2, entryBytes);
        }
        return bundle;
    }

    /** Returns the entries of a bundle, at most 256; a bundle that ends within one is a {@link LogDataMalformed}. */
    public static List<byte[]> parse(byte[] bundle) {
        var entries = new ArrayList<byte[]>();
        int at = 0;
        while (at < bundle.length) {
            if (entries.size() == Tile.WIDTH) {
                throw new LogDataMalformed("a bundle of more than " + Tile.WIDTH + " entries");
            }
            int length = at + 2 <= bundle.length ? (bundle[at] & 0xff) << 8 | (bundle[at + 1] & 0xff) : ENTRY_BYTES_MAX;
            if (at + 2 + length > bundle.length) {
                throw new LogDataMalformed("the bundle ends within entry " + entries.size());
            }
            entries.add(java.util.Arrays.copyOfRange(bundle, at + 2, at + 2 + length));
            at += 2 + length;
        }
        return List.copyOf(entries);
    }
}
