package io.waybill.receipts.pack;

import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.pack.Verdict.Part;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Receipt;
import java.util.Map;

/** Whether openings open a receipt's commitments, and files are what was committed to. */
final class ContentCheck {

    private ContentCheck() {}

    static void check(
            Verdict.Collector found,
            Receipt receipt,
            Map<Commitment.Kind, Opening> openings,
            Map<Commitment.Kind, String> contents) {
        openings.forEach((kind, opening) -> {
            String committed = receipt.commitments().of(kind);
            if (!opening.commitment(kind).equals(committed)) {
                found.fails(
                        Part.CONTENT,
                        committed == null
                                ? "the receipt commits to no " + kind.wireName()
                                : "salt and SHA-256 of the %s do not make its commitment".formatted(kind.wireName()));
            }
        });
        contents.forEach((kind, sha256) -> {
            Opening opening = openings.get(kind);
            if (opening == null) {
                found.fails(
                        Part.CONTENT,
                        "the pack has no opening of the %s: its owner's has, until it is forgotten or its results are removed"
                                .formatted(kind.wireName()));
            } else if (!opening.sha256().equals(sha256)) {
                found.fails(
                        Part.CONTENT,
                        "the file's SHA-256 %s is not that of the %s, %s"
                                .formatted(sha256, kind.wireName(), opening.sha256()));
            }
        });
        if (!openings.isEmpty()) {
            found.add(
                    Part.CONTENT,
                    Answer.HOLDS,
                    contents.isEmpty()
                            ? "salts and SHA-256 make the commitments; no file was given to compare"
                            : "the files given are what was committed to");
        }
    }
}
