package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Receipt;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The evidence of one receipt.
 *
 * @param receipt what happened
 * @param key the public key that the receipt names
 * @param signature of the receipt, 64 bytes in hexadecimal; null where only the batch's statement is signed
 * @param batch the batch's statement; null where the receipt is signed itself
 * @param log what the log says
 * @param openings of commitments, for the owner; none for everybody else
 */
public record ReceiptPack(
        Receipt receipt,
        VerifyKey key,
        @Nullable String signature,
        @Nullable BatchEvidence batch,
        LogEvidence log,
        Map<Commitment.Kind, Opening> openings) {

    /** Labels of receipts that packs repeat on top, where the documented form of evidence has them. */
    static final List<String> REPEATED =
            List.of("customer_trace_id", "environment", "prompt_version_id", "public_route_label", "run_id");

    /** Checks that something is signed. */
    public ReceiptPack {
        requireNonNull(receipt, "receipt");
        requireNonNull(key, "key");
        requireNonNull(log, "log");
        openings = Map.copyOf(openings);
        if (signature == null && batch == null) {
            throw new IllegalArgumentException("a pack needs a signature of the receipt or of its batch's statement");
        }
    }

    /** {@return the pack as it is handed out: one line of canonical JSON} */
    public byte[] toBytes() {
        Map<String, Object> pack = new TreeMap<>();
        pack.put("format", PackFormat.FORMAT);
        pack.put("kind", PackFormat.KIND_RECEIPT);
        pack.put("payload", CanonicalJson.readObject(receipt.canonical(), Receipt.BYTES_MAX));
        pack.put("public_key", PackFormat.ED25519 + key.hex());
        pack.put("record_id", receipt.id());
        pack.put("verification_method", PackFormat.SCHEME);
        if (signature != null) {
            pack.put("signature", PackFormat.ED25519 + signature);
        }
        if (batch != null) {
            pack.put("batch", batch.toObject());
        }
        if (!openings.isEmpty()) {
            pack.put("openings", Opening.write(openings));
        }
        for (String name : REPEATED) {
            String value = repeated(receipt, name);
            if (value != null) {
                pack.put(name, value);
            }
        }
        log.writeTo(pack);
        pack.put("digest", PackFormat.digestOf(pack));
        return CanonicalJson.write(pack);
    }

    /** What a documented member says: the label of its name, or of {@code run_id} the batch. */
    static @Nullable String repeated(Receipt receipt, String name) {
        BatchPlace place = receipt.place();
        return name.equals("run_id") && place != null
                ? place.batch()
                : receipt.labels().get(name);
    }
}
