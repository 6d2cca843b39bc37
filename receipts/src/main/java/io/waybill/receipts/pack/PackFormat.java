package io.waybill.receipts.pack;

import io.waybill.receipts.receipt.CanonicalJson;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** The words and limits of packs; docs/audit.md tells the format. */
public final class PackFormat {

    /** The name and version of the format. */
    public static final String FORMAT = "waybill-evidence/1";

    /** How receipts are signed: Ed25519 (RFC 8032) over canonical JSON (RFC 8785), and nothing around it. */
    public static final String SCHEME = "jcs-ed25519";

    /** The longest line, in bytes: the history of keys may have half of that. */
    public static final int LINE_BYTES_MAX = 1 << 20;

    /** Stands before hashes. */
    static final String SHA256 = "sha256:";

    /** Stands before keys and signatures. */
    static final String ED25519 = "ed25519:";

    static final String KIND_RECEIPT = "receipt";
    static final String KIND_BATCH = "batch";
    static final String KIND_END = "end";

    static final HexFormat HEX = HexFormat.of();

    private PackFormat() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** The digest of an object: of its canonical bytes without the member {@code digest}. */
    static String digestOf(Map<String, Object> object) {
        Map<String, Object> rest = new TreeMap<>(object);
        rest.remove("digest");
        return SHA256 + HEX.formatHex(sha256().digest(CanonicalJson.write(rest)));
    }
}
