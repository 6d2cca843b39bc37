package io.waybill.receipts.pack;

import static java.util.Objects.requireNonNull;

import io.waybill.receipts.log.Hash;
import io.waybill.receipts.receipt.BatchStatement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statement that signs a batch, and where one of its receipts stands under it.
 *
 * @param statement what was signed
 * @param signature 64 bytes in hexadecimal
 * @param path from the receipt's sibling up to the root's child, in the tree of the batch alone
 */
public record BatchEvidence(BatchStatement statement, String signature, List<Hash> path) {

    /** Checks that all are there. */
    public BatchEvidence {
        requireNonNull(statement, "statement");
        requireNonNull(signature, "signature");
        path = List.copyOf(path);
    }

    Map<String, Object> toObject() {
        Map<String, Object> object = new TreeMap<>();
        object.put("proof", path.stream().map(Hash::toString).toList());
        object.put("signature", PackFormat.ED25519 + signature);
        object.put("statement", statement.toObject());
        return object;
    }
}
