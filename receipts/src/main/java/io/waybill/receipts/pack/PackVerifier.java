package io.waybill.receipts.pack;

import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Members;
import io.waybill.receipts.receipt.NotCanonical;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Checks evidence packs without the platform, in memory that does not grow with the pack. */
public final class PackVerifier {

    private PackVerifier() {}

    /**
     * Checks a pack.
     *
     * @param in the pack's bytes, not closed by this
     * @throws PackUnreadable if they are no pack of this version
     * @throws IOException if they cannot be read
     */
    public static Verdict verify(InputStream in, Trust trust) throws IOException {
        Lines lines = new Lines(in);
        byte[] first = lines.next();
        if (first == null) {
            throw new PackUnreadable("the file is empty");
        }
        try {
            Map<String, Object> object = CanonicalJson.readObject(first, PackFormat.LINE_BYTES_MAX);
            Members members = new Members("", object);
            members.expect("format", PackFormat.FORMAT);
            String kind = members.text("kind");
            return switch (kind) {
                case PackFormat.KIND_RECEIPT -> {
                    if (lines.next() != null) {
                        throw new PackUnreadable("something follows the pack of a receipt, which is one line");
                    }
                    yield new ReceiptPackCheck(members, trust).verdict();
                }
                case PackFormat.KIND_BATCH -> {
                    if (!lines.terminated()) {
                        throw new PackUnreadable("the pack ends after its first line");
                    }
                    yield new BatchPackCheck(members, trust).verdict(lines);
                }
                default ->
                    throw new PackUnreadable(
                            "kind: '%s' is unknown; a pack is of a receipt or of a batch".formatted(kind));
            };
        } catch (NotCanonical e) {
            throw new PackUnreadable("line %d: %s".formatted(lines.number(), e.getMessage()));
        }
    }

    /** Checks a pack that is in memory; see {@link #verify(InputStream, Trust)}. */
    public static Verdict verify(byte[] pack, Trust trust) {
        try {
            return verify(new ByteArrayInputStream(pack), trust);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
