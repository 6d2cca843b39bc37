package io.waybill.activities.receipt;

import io.waybill.receipts.pack.Opening;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Commitments;
import java.util.Arrays;
import java.util.Map;

/** Salts and hashes of what a single receipt commits to: what is kept sealed for its owner, until it is forgotten. */
final class Contents {

    private static final int PARTS = 4;

    private final byte[] kept; // salt and hash of the input, then of the output

    private Contents(byte[] kept) {
        this.kept = kept;
    }

    static Contents of(byte[] salts, byte[] inputSha256, byte[] outputSha256) {
        var kept = new byte[PARTS * Commitment.BYTES];
        System.arraycopy(salts, 0, kept, 0, Commitment.BYTES);
        System.arraycopy(inputSha256, 0, kept, Commitment.BYTES, Commitment.BYTES);
        System.arraycopy(salts, Commitment.BYTES, kept, 2 * Commitment.BYTES, Commitment.BYTES);
        System.arraycopy(outputSha256, 0, kept, 3 * Commitment.BYTES, Commitment.BYTES);
        return new Contents(kept);
    }

    static Contents read(byte[] kept) {
        if (kept.length != PARTS * Commitment.BYTES) {
            throw new ReceiptsDamaged("salts of " + kept.length + " bytes");
        }
        return new Contents(kept);
    }

    byte[] kept() {
        return kept.clone();
    }

    Commitments commitments() {
        return new Commitments(
                Commitment.of(Commitment.Kind.INPUT, part(0), part(1)),
                Commitment.of(Commitment.Kind.OUTPUT, part(2), part(3)),
                null);
    }

    Map<Commitment.Kind, Opening> openings() {
        return Map.of(
                Commitment.Kind.INPUT,
                Opening.of(part(0), part(1)),
                Commitment.Kind.OUTPUT,
                Opening.of(part(2), part(3)));
    }

    private byte[] part(int number) {
        return Arrays.copyOfRange(kept, number * Commitment.BYTES, (number + 1) * Commitment.BYTES);
    }
}
