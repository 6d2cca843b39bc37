package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Commitment;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the pack of a whole batch, line by line, in constant memory: the signed statement, every receipt in the order
 * of its index, and the digest of all that. Not thread-safe.
 */
public final class BatchPackWriter {

    private static final byte[] PAYLOAD = {'{', '"', 'p', 'a', 'y', 'l', 'o', 'a', 'd', '"', ':'};

    private final OutputStream out;
    private final MessageDigest sha256 = PackFormat.sha256();
    private long receipts;

    /**
     * Writes the first line.
     *
     * @param out not closed by this
     * @param key the public key that the statement names
     * @param signature of the statement, 64 bytes in hexadecimal
     * @param log its proof is of the statement
     * @throws IOException if {@code out} does not take it
     */
    public BatchPackWriter(OutputStream out, BatchStatement statement, VerifyKey key, String signature, LogEvidence log)
            throws IOException {
        this.out = requireNonNull(out, "out");
        Map<String, Object> header = new TreeMap<>();
        header.put("format", PackFormat.FORMAT);
        header.put("kind", PackFormat.KIND_BATCH);
        header.put("public_key", PackFormat.ED25519 + key.hex());
        header.put("signature", PackFormat.ED25519 + signature);
        header.put("statement", statement.toObject());
        header.put("verification_method", PackFormat.SCHEME);
        log.writeTo(header);
        line(CanonicalJson.write(header));
    }

    /**
     * Writes the next receipt.
     *
     * @param canonical its canonical bytes
     * @param openings of its commitments, for the owner; none for everybody else
     * @throws IOException if {@code out} does not take it
     */
    public void add(byte[] canonical, Map<Commitment.Kind, Opening> openings) throws IOException {
        if (openings.isEmpty()) {
            write(PAYLOAD);
        } else {
            byte[] opened = CanonicalJson.write(Map.of("openings", Opening.write(openings)));
            opened[opened.length - 1] = ',';
            write(opened);
            write(PAYLOAD, 1);
        }
        write(canonical);
        write(new byte[] {'}', '\n'});
        receipts++;
    }

    /**
     * Writes the last line.
     *
     * @throws IOException if {@code out} does not take it
     */
    public void end() throws IOException {
        Map<String, Object> end = new TreeMap<>();
        end.put("digest", PackFormat.SHA256 + PackFormat.HEX.formatHex(sha256.digest()));
        end.put("format", PackFormat.FORMAT);
        end.put("kind", PackFormat.KIND_END);
        end.put("receipts", receipts);
        line(CanonicalJson.write(end));
        out.flush();
    }

    private void line(byte[] json) throws IOException {
        write(json);
        write(new byte[] {'\n'});
    }

    private void write(byte[] bytes) throws IOException {
        write(bytes, 0);
    }

    private void write(byte[] bytes, int from) throws IOException {
        sha256.update(bytes, from, bytes.length - from);
        out.write(bytes, from, bytes.length - from);
    }
}
