package io.waybill.receipts.pack;

import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.GrowingTree;
import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.pack.Verdict.Part;
import io.waybill.receipts.receipt.AttestationType;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Members;
import io.waybill.receipts.receipt.NotCanonical;
import io.waybill.receipts.receipt.Outcome;
import io.waybill.receipts.receipt.Receipt;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/** Checks the pack of a whole batch, receipt by receipt. */
final class BatchPackCheck {

    private final Members members;
    private final Trust trust;
    private final Verdict.Collector found = new Verdict.Collector();
    private final GrowingTree tree = new GrowingTree();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long priceNanos;

    BatchPackCheck(Members members, Trust trust) {
        this.members = members;
        this.trust = trust;
    }

    Verdict verdict(Lines lines) throws IOException {
        Authority authority = new Authority(members, trust, found);
        String signature = members.text("signature");
        Members inner = members.object("statement");
        if (inner == null) {
            throw new NotCanonical("statement is missing");
        }
        members.end();
        BatchStatement statement = BatchStatement.read(inner.asObject());
        byte[] canonical = statement.canonical();
        long logIndex = authority.checkLog(statement.digest(), "the batch's statement");
        VerifyKey key = authority.key(statement.keyId()).orElse(null);
        if (key == null) {
            found.fails(Part.SIGNATURE, "there is no key to check it with");
        } else {
            authority.checkKey(key, KeyPurpose.RECEIPTS, statement.closedAt(), logIndex);
            authority.checkSignature(key, signature, canonical, "the batch's statement");
        }
        readLines(lines, statement);
        if (!trust.contents().isEmpty() && (trust.index() < 0 || trust.index() >= tree.size())) {
            found.fails(Part.CONTENT, "the batch has no receipt %d".formatted(trust.index()));
        }
        checkSums(statement);
        return found.verdict("batch %s: %d receipts".formatted(statement.batch(), tree.size()));
    }

    private void readLines(Lines lines, BatchStatement statement) throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (!lines.terminated()) {
                throw new PackUnreadable("the pack ends in the middle of line %d".formatted(lines.number()));
            }
            Members object = new Members("", CanonicalJson.readObject(line, PackFormat.LINE_BYTES_MAX));
            if (object.asObject().containsKey("kind")) {
                readEnd(lines, object);
                if (lines.next() != null) {
                    throw new PackUnreadable("something follows the last line, %d".formatted(lines.number()));
                }
                return;
            }
            readReceipt(object, statement);
        }
        throw new PackUnreadable("the pack is not whole: its last line is missing");
    }

    private void readReceipt(Members object, BatchStatement statement) {
        Members payload = object.object("payload");
        if (payload == null) {
            throw new NotCanonical("payload is missing");
        }
        var openings = Opening.read(object.object("openings"));
        object.end();
        byte[] canonical = CanonicalJson.write(payload.asObject());
        long index = tree.size();
        byte[] digest = PackFormat.sha256().digest(canonical);
        tree.append(digest, 0, digest.length);
        Receipt receipt;
        try {
            receipt = Receipt.read(canonical);
        } catch (NotCanonical e) {
            found.fails(Part.RECEIPT, "receipt %d: %s".formatted(index, e.getMessage()));
            return;
        }
        BatchPlace place = receipt.place();
        if (place == null
                || place.index() != index
                || !place.batch().equals(statement.batch())
                || !receipt.account().equals(statement.account())
                || !receipt.keyId().equals(statement.keyId())
                || receipt.attestation() != AttestationType.PLATFORM_OBSERVED) {
            found.fails(
                    Part.RECEIPT,
                    "receipt %d: its batch, index, account, key or kind is not the statement's".formatted(index));
        }
        outcomes.merge(receipt.outcome(), 1L, Long::sum);
        try {
            priceNanos = Math.addExact(priceNanos, receipt.priceNanos());
        } catch (ArithmeticException e) {
            found.fails(Part.RECEIPT, "receipt %d: the prices do not fit a sum".formatted(index));
        }
        ContentCheck.check(found, receipt, openings, index == trust.index() ? trust.contents() : Map.of());
    }

    private void readEnd(Lines lines, Members end) {
        end.expect("format", PackFormat.FORMAT);
        end.expect("kind", PackFormat.KIND_END);
        String digest = end.text("digest");
        if (end.integer("receipts") != tree.size()) {
            found.fails(Part.PACK, "its last line counts other receipts than the %d before it".formatted(tree.size()));
        }
        end.end();
        if (!digest.equals(PackFormat.SHA256 + lines.digestBefore())) {
            found.fails(Part.PACK, "its digest is not that of its content: something was changed");
        }
        found.add(Part.PACK, Answer.HOLDS, "complete, and its digest is right");
    }

    private void checkSums(BatchStatement statement) {
        if (!tree.root().toString().equals(statement.root())) {
            found.fails(
                    Part.RECEIPT,
                    "the receipts make the root %s, the statement has %s".formatted(tree.root(), statement.root()));
        }
        if (!outcomes.equals(statement.outcomes()) || priceNanos != statement.priceNanos()) {
            found.fails(Part.RECEIPT, "outcomes or prices do not add up to those of the statement");
        }
        found.add(Part.RECEIPT, Answer.HOLDS, "%d receipts, which make the signed root".formatted(tree.size()));
    }
}
