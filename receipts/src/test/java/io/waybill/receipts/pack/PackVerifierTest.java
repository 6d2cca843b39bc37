package io.waybill.receipts.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.receipts.key.KeyPurpose;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.pack.Verdict.Answer;
import io.waybill.receipts.pack.Verdict.Part;
import io.waybill.receipts.receipt.CanonicalJson;
import io.waybill.receipts.receipt.Commitment.Kind;
import io.waybill.receipts.receipt.Receipt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackVerifierTest {

    private final Packs packs = new Packs(13);
    private final Trust pinned = Trust.of(packs.log.logKey);

    @Test
    void holdsWithThePinnedKeyOfTheLog() {
        Verdict item = PackVerifier.verify(packs.item(3), pinned);
        Verdict batch = PackVerifier.verify(packs.batch(true), pinned);
        Verdict assertion = PackVerifier.verify(Packs.assertion(packs.log, packs.log.assertions), pinned);

        assertThat(item.findings()).extracting(Verdict.Finding::answer).containsOnly(Answer.HOLDS);
        assertThat(batch.findings()).extracting(Verdict.Finding::answer).containsOnly(Answer.HOLDS);
        assertThat(assertion.overall()).isEqualTo(Answer.HOLDS);
        assertThat(assertion.of(Part.CONTENT).answer()).isEqualTo(Answer.NOT_GIVEN);
        assertThat(assertion.subject()).contains("client_asserted");
    }

    @Test
    void isNotAuthenticatedByTheKeyInThePackAlone() {
        Verdict verdict = PackVerifier.verify(packs.item(3), Trust.none());

        assertThat(verdict.overall()).isEqualTo(Answer.NOT_AUTHENTICATED);
        assertThat(verdict.of(Part.SIGNATURE).answer()).isEqualTo(Answer.NOT_AUTHENTICATED);
        assertThat(verdict.of(Part.RECEIPT).answer()).isEqualTo(Answer.HOLDS);
    }

    @Test
    void holdsByTheSignatureOfTheReceiptOrOfItsBatch() {
        LogEvidence log = packs.log.evidence(packs.firstLeaf + 4);
        byte[] alone = packs.item(4, log, Map.of(), true, null);
        byte[] underStatement = packs.item(4, log, Map.of(), false, packs.batchEvidence(4));
        byte[] underOther = packs.item(4, log, Map.of(), false, packs.batchEvidence(5));

        assertThat(PackVerifier.verify(alone, pinned).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(underStatement, pinned).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(underOther, pinned).of(Part.SIGNATURE).answer())
                .isEqualTo(Answer.FAILS);
    }

    @Test
    void detectsEveryFlippedByteOfAReceiptsPack() {
        byte[] pack = packs.item(3);

        List<Integer> missed = missed(pack, 1);

        assertThat(missed).isEmpty();
    }

    @Test
    void detectsEveryFlippedByteOfABatchesPack() {
        byte[] pack = new Packs(3).batch(true);

        List<Integer> missed = missed(pack, 1);

        assertThat(missed).isEmpty();
    }

    /** Whoever changes a pack can make its digest right again: what is signed must then say that it was changed. */
    @Test
    void detectsEveryChangeOfWhatIsSignedEvenWhereTheDigestWasMadeAnew() {
        for (String member : List.of("payload", "batch", "keys", "log_proof", "openings", "public_key", "signature")) {
            Map<String, Object> pack = new TreeMap<>(CanonicalJson.readObject(packs.item(3), 1 << 20));
            byte[] value = CanonicalJson.write(Map.of("m", pack.get(member)));
            int survived = 0;
            for (int at = 5; at < value.length - 1; at += 3) {
                byte[] changed = value.clone();
                changed[at] ^= 1;
                try {
                    Object read = CanonicalJson.readObject(changed, 1 << 20).get("m");
                    if (read == null) {
                        continue;
                    }
                    pack.put(member, read);
                    pack.put("digest", PackFormat.digestOf(pack));
                    survived += PackVerifier.verify(CanonicalJson.write(pack), cosigned())
                                            .overall()
                                    == Answer.FAILS
                            ? 0
                            : 1;
                } catch (RuntimeException e) {
                    assertThat(e).isInstanceOfAny(PackUnreadable.class, io.waybill.receipts.receipt.NotCanonical.class);
                }
            }
            assertThat(survived).as(member).isZero();
        }
    }

    private Trust cosigned() {
        return new Trust(packs.log.logKey, List.of(packs.log.witnessKey), Map.of(), 0);
    }

    private List<Integer> missed(byte[] pack, int mask) {
        List<Integer> missed = new ArrayList<>();
        for (int at = 0; at < pack.length; at++) {
            byte[] flipped = pack.clone();
            flipped[at] ^= (byte) mask;
            try {
                if (PackVerifier.verify(flipped, pinned).overall() != Answer.FAILS) {
                    missed.add(at);
                }
            } catch (PackUnreadable e) {
                // A clear answer too.
            }
        }
        return missed;
    }

    @Test
    void saysWhichPartOfABatchDoesNotHold() {
        List<Receipt> missing = new ArrayList<>(packs.receipts);
        missing.remove(6);
        List<Receipt> swapped = new ArrayList<>(packs.receipts);
        Collections.swap(swapped, 2, 3);
        List<Receipt> twice = new ArrayList<>(packs.receipts);
        twice.add(packs.receipts.getLast());

        for (List<Receipt> wrong : List.of(missing, swapped, twice)) {
            Verdict verdict = PackVerifier.verify(packs.batch(wrong, false), pinned);
            assertThat(verdict.of(Part.RECEIPT).answer()).isEqualTo(Answer.FAILS);
            assertThat(verdict.of(Part.SIGNATURE).answer()).isEqualTo(Answer.HOLDS);
            assertThat(verdict.of(Part.INCLUSION).answer()).isEqualTo(Answer.HOLDS);
        }
    }

    @Test
    void refusesAnotherLogsKey() {
        NoteKey other = new NoteKey(
                TestLog.ORIGIN, NoteKey.Kind.NOTE, TestLog.key(9).verifyKey().bytes());

        Verdict verdict = PackVerifier.verify(packs.item(3), Trust.of(other));

        assertThat(verdict.of(Part.CHECKPOINT).answer()).isEqualTo(Answer.FAILS);
        assertThat(verdict.of(Part.CHECKPOINT).why()).contains("another log");
    }

    /** All signatures are right, by keys of a forger who runs a log of his own under the same name. */
    @Test
    void refusesAForgersWholeLog() {
        NoteKey forged = new NoteKey(
                TestLog.ORIGIN, NoteKey.Kind.NOTE, packs.log.witness.verifyKey().bytes());
        LogEvidence right = packs.log.evidence(packs.firstLeaf);
        LogEvidence evidence = packs.log.evidence(packs.firstLeaf, right.proof().path(), forged, packs.log.witness);
        byte[] pack = packs.item(0, evidence, Map.of(), true, null);

        assertThat(PackVerifier.verify(pack, Trust.none()).overall()).isEqualTo(Answer.NOT_AUTHENTICATED);
        assertThat(PackVerifier.verify(pack, pinned).overall()).isEqualTo(Answer.FAILS);
    }

    @Test
    void keepsTheTwoKindsOfAttestationApart() {
        Verdict verdict = PackVerifier.verify(Packs.assertion(packs.log, packs.log.receipts), pinned);

        assertThat(verdict.of(Part.KEY).answer()).isEqualTo(Answer.FAILS);
        assertThat(verdict.of(Part.KEY).why()).isEqualTo("a key for receipts, not for assertions");
        assertThat(verdict.of(Part.SIGNATURE).answer()).isEqualTo(Answer.HOLDS);
    }

    @Test
    void believesKeysAsLongAsTheirHistoryDoes() {
        packs.log.replaceKey(0, KeyPurpose.RECEIPTS, Packs.CLOSED, null);
        byte[] retiredAfter = packs.item(3);
        packs.log.replaceKey(0, KeyPurpose.RECEIPTS, Packs.CLOSED.minusSeconds(3600), null);
        byte[] retiredBefore = packs.item(3);
        packs.log.replaceKey(0, KeyPurpose.RECEIPTS, Packs.CLOSED, packs.firstLeaf + 4);
        byte[] revokedAfter = packs.item(3);
        byte[] revokedBefore = packs.item(4);
        packs.log.keys.remove(0);
        byte[] unknown = packs.item(3);

        assertThat(PackVerifier.verify(retiredAfter, pinned).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(retiredBefore, pinned).of(Part.KEY).why())
                .contains("retired");
        assertThat(PackVerifier.verify(revokedAfter, pinned).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(revokedBefore, pinned).of(Part.KEY).why())
                .contains("revoked");
        assertThat(PackVerifier.verify(unknown, pinned).of(Part.KEY).why()).contains("not in the history");
    }

    @Test
    void asksForCosignaturesOfPinnedWitnesses() {
        NoteKey absent = new NoteKey(
                "absent.example.com",
                NoteKey.Kind.COSIGNATURE,
                TestLog.key(8).verifyKey().bytes());
        Trust asking = new Trust(packs.log.logKey, List.of(absent), Map.of(), 0);

        assertThat(PackVerifier.verify(packs.item(3), cosigned()).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(packs.item(3), asking)
                        .of(Part.CHECKPOINT)
                        .why())
                .isEqualTo("not cosigned by the witness absent.example.com");
    }

    @Test
    void comparesContentWithWhatWasCommittedTo() {
        String input = HexFormat.of().formatHex(Packs.sha256(Packs.content(3, Kind.INPUT)));
        Trust right = new Trust(packs.log.logKey, List.of(), Map.of(Kind.INPUT, input), 3);
        Trust wrong = new Trust(packs.log.logKey, List.of(), Map.of(Kind.OUTPUT, input), 3);
        Trust otherItem = new Trust(packs.log.logKey, List.of(), Map.of(Kind.INPUT, input), 2);
        Trust noItem = new Trust(packs.log.logKey, List.of(), Map.of(Kind.INPUT, input), 13);

        assertThat(PackVerifier.verify(packs.item(3), right).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(packs.item(3), wrong).of(Part.CONTENT).answer())
                .isEqualTo(Answer.FAILS);
        assertThat(PackVerifier.verify(packs.batch(true), right).overall()).isEqualTo(Answer.HOLDS);
        assertThat(PackVerifier.verify(packs.batch(true), otherItem).overall()).isEqualTo(Answer.FAILS);
        assertThat(PackVerifier.verify(packs.batch(true), noItem).overall()).isEqualTo(Answer.FAILS);
        assertThat(PackVerifier.verify(packs.batch(false), right)
                        .of(Part.CONTENT)
                        .why())
                .contains("no opening of the input");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            waybill-evidence/1        | waybill-evidence/2          | only 'waybill-evidence/1' is read
            jcs-ed25519               | Ed25519Signature2020        | only 'jcs-ed25519' is read
            "kind":"receipt"          | "kind":"receipts"           | kind: 'receipts' is unknown
            "record_id"               | "record_ie"                 | record_id is missing
            "kind":"receipt"          | "kind":"receipt","kinda":1  | kinda is unknown
            "kind":"receipt"          | "kind":"receipt","kind":"r" | stands twice
            "kind":"receipt"          | "kind":[[[[[[[[8]]]]]]]]    | nested deeper than 8
            "kind":"receipt"          | "kind": "receipt"           | not in canonical form
            "kind":"receipt"          | "kind":1.5                  | fraction or exponent
            """)
    void saysWhatIsWrongWithWhatIsNoPack(String from, String to, String why) {
        byte[] changed = new String(packs.item(3), UTF_8).replace(from, to).getBytes(UTF_8);

        assertThatThrownBy(() -> PackVerifier.verify(changed, pinned))
                .isInstanceOf(PackUnreadable.class)
                .hasMessageContaining(why);
    }

    @Test
    void saysWhereAPackEnds() {
        String batch = new String(packs.batch(false), UTF_8);
        int last = batch.lastIndexOf('\n', batch.length() - 2) + 1;
        Map<String, String> wrong = Map.of(
                "",
                "the file is empty",
                "<html>",
                "line 1: not JSON (character 0)",
                new String(packs.item(3), UTF_8).substring(0, 2000),
                "line 1: the JSON ends in a string",
                new String(packs.item(3), UTF_8) + "\n{}",
                "something follows",
                batch.substring(0, last),
                "its last line is missing",
                batch.substring(0, last - 10),
                "ends in the middle of line 14",
                batch + "{}\n",
                "something follows the last line",
                batch.substring(0, batch.indexOf('\n')),
                "ends after its first line",
                "x".repeat(PackFormat.LINE_BYTES_MAX + 1),
                "line 1 is longer than 1048576 bytes");

        wrong.forEach((text, why) -> assertThatThrownBy(() -> PackVerifier.verify(text.getBytes(UTF_8), pinned))
                .isInstanceOf(PackUnreadable.class)
                .hasMessageContaining(why));
    }

    @Test
    void repeatsLabelsWhereTheDocumentedFormHasThem() {
        Map<String, Object> pack = CanonicalJson.readObject(packs.item(3), 1 << 20);

        assertThat(pack)
                .containsEntry("run_id", Packs.BATCH)
                .containsEntry("customer_trace_id", "größe-3")
                .containsEntry("record_id", packs.receipts.get(3).id());
        Map<String, Object> changed = new TreeMap<>(pack);
        changed.put("customer_trace_id", "größe-4");
        changed.put("digest", PackFormat.digestOf(changed));
        assertThat(PackVerifier.verify(CanonicalJson.write(changed), pinned)
                        .of(Part.PACK)
                        .why())
                .isEqualTo("customer_trace_id: 'größe-4' is not what the receipt says");
    }
}
