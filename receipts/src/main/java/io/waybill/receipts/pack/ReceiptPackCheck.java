package io.waybill.receipts.pack;

import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.key.VerifyKey;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.TreeHasher;
import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.pack.Verdict.Part;
import io.waybill.receipts.receipt.AttestationType;
import io.waybill.receipts.receipt.BatchPlace;
import io.waybill.receipts.receipt.BatchStatement;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Commitment;
import io.waybill.receipts.receipt.Members;
import io.waybill.receipts.receipt.NotCanonical;
import io.waybill.receipts.receipt.Receipt;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks the pack of one receipt. */
final class ReceiptPackCheck {

    private final Members members;
    private final Trust trust;
    private final Verdict.Collector found = new Verdict.Collector();

    ReceiptPackCheck(Members members, Trust trust) {
        this.members = members;
        this.trust = trust;
    }

    Verdict verdict() {
        Authority authority = new Authority(members, trust, found);
        Members payload = members.object("payload");
        if (payload == null) {
            throw new NotCanonical("payload is missing");
        }
        Members batch = members.object("batch");
        String signature = members.optional("signature");
        Map<Commitment.Kind, Opening> openings = Opening.read(members.object("openings"));
        byte[] canonical = CanonicalJson.write(payload.asObject());
        Receipt receipt = receipt(canonical);
        checkPack(receipt);
        if (receipt == null) {
            found.fails(Part.SIGNATURE, "there is no receipt to look at");
            return found.verdict("a receipt that cannot be read");
        }
        long logIndex = authority.checkLog(PackFormat.sha256().digest(canonical), "the receipt");
        VerifyKey key = authority.key(receipt.keyId()).orElse(null);
        if (key == null) {
            found.fails(Part.SIGNATURE, "there is no key to check it with");
        } else {
            authority.checkKey(key, purpose(receipt), receipt.finishedAt(), logIndex);
            if (signature != null) {
                authority.checkSignature(key, signature, canonical, "the receipt");
            }
            if (batch != null) {
                checkBatch(authority, key, receipt, canonical, batch);
            }
            if (signature == null && batch == null) {
                found.fails(Part.SIGNATURE, "neither the receipt nor its batch's statement is signed");
            }
        }
        ContentCheck.check(found, receipt, openings, trust.contents());
        return found.verdict("receipt %s: %s, %s"
                .formatted(
                        receipt.id(),
                        receipt.outcome().wireName(),
                        receipt.attestation().wireName()));
    }

    static KeyPurpose purpose(Receipt receipt) {
        return receipt.attestation() == AttestationType.CLIENT_ASSERTED ? KeyPurpose.ASSERTIONS : KeyPurpose.RECEIPTS;
    }

    private @Nullable Receipt receipt(byte[] canonical) {
        try {
            Receipt receipt = Receipt.read(canonical);
            found.add(Part.RECEIPT, Answer.HOLDS, "canonical, and every member is as it must be");
            return receipt;
        } catch (NotCanonical e) {
            found.fails(Part.RECEIPT, "payload: " + e.getMessage());
            return null;
        }
    }

    private void checkPack(@Nullable Receipt receipt) {
        if (!PackFormat.digestOf(members.asObject()).equals(members.text("digest"))) {
            found.fails(Part.PACK, "its digest is not that of its content: something was changed");
        }
        String recordId = members.text("record_id");
        if (receipt != null && !receipt.id().equals(recordId)) {
            found.fails(Part.PACK, "record_id: '%s' is not the receipt's %s".formatted(recordId, receipt.id()));
        }
        for (String name : ReceiptPack.REPEATED) {
            String value = members.optional(name);
            if (value != null && receipt != null && !value.equals(ReceiptPack.repeated(receipt, name))) {
                found.fails(Part.PACK, "%s: '%s' is not what the receipt says".formatted(name, value));
            }
        }
        members.end();
        found.add(Part.PACK, Answer.HOLDS, "complete, and its digest is right");
    }

    private void checkBatch(Authority authority, VerifyKey key, Receipt receipt, byte[] canonical, Members batch) {
        List<Hash> path = path(batch);
        Members inner = batch.object("statement");
        if (inner == null) {
            throw new NotCanonical("batch.statement is missing");
        }
        String signature = batch.text("signature");
        batch.end();
        BatchStatement statement;
        try {
            statement = BatchStatement.read(inner.asObject());
        } catch (NotCanonical e) {
            found.fails(Part.SIGNATURE, "batch.statement: " + e.getMessage());
            return;
        }
        BatchPlace place = receipt.place();
        if (place == null
                || !place.batch().equals(statement.batch())
                || !receipt.account().equals(statement.account())
                || !receipt.keyId().equals(statement.keyId())
                || receipt.attestation() == AttestationType.CLIENT_ASSERTED) {
            found.fails(Part.SIGNATURE, "the batch's statement is of another batch, account or key");
            return;
        }
        Hash leaf = new TreeHasher().leaf(PackFormat.sha256().digest(canonical));
        Hash root = Hash.of(HexFormat.of().parseHex(statement.root()));
        if (!Proofs.verifyInclusion(leaf, place.index(), statement.count(), path, root)) {
            found.fails(Part.SIGNATURE, "batch.proof does not lead from the receipt to the root in the statement");
        }
        authority.checkSignature(key, signature, statement.canonical(), "the batch's statement");
    }

    private static List<Hash> path(Members batch) {
        List<Hash> path = new ArrayList<>();
        for (Object hash : batch.list("proof")) {
            if (!(hash instanceof String hex) || !hex.matches("[0-9a-f]{64}")) {
                throw new NotCanonical("batch.proof: 64 lower-case hexadecimal digits each are expected");
            }
            path.add(Hash.of(HexFormat.of().parseHex(hex)));
        }
        return path;
    }
}
