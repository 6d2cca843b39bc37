package io.waybill.receipts.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {

    private static final TestKey LOG = new TestKey((byte) 1);
    private static final TestKey WITNESS = new TestKey((byte) 2);
    private static final NoteKey LOG_KEY = new NoteKey("example.com/log", NoteKey.Kind.NOTE, LOG.publicKey());
    private static final NoteKey WITNESS_KEY =
            new NoteKey("witness.example/w1", NoteKey.Kind.COSIGNATURE, WITNESS.publicKey());
    private static final Instant SEEN = Instant.parse("2026-11-22T10:00:00Z");

    /** The key of Go's checksum database, which the whole world has configured, and its note of a known size. */
    @Test
    void readsTheKeyOfTheGoChecksumDatabase() {
        var vkey = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

        var key = NoteKey.parse(vkey);

        assertThat(key.name()).isEqualTo("sum.golang.org");
        assertThat(key.id()).isEqualTo(0x033de0ae);
        assertThat(key.vkey()).isEqualTo(vkey);
    }

    /** The example of golang.org/x/mod/sumdb/note: text, key and signature of somebody else's implementation. */
    @Test
    void verifiesTheNoteOfGosDocumentation() {
        var key = NoteKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        var note = SignedNote.parse("""
                If you think cryptography is the answer to your problem,
                then you don't know what your problem is.

                — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
                """);

        assertThat(note.verified(key, TestKey::verifies)).isPresent();
        assertThat(new SignedNote(note.text().replace("answer", "Answer"), note.signatures())
                        .verified(key, TestKey::verifies))
                .isEmpty();
    }

    @Test
    void aCheckpointIsSignedCosignedAndReadBack() {
        var head = Checkpoint.of("example.com/log", 42, new TreeHasher().emptyRoot());

        var note = SignedNote.sign(head.text(), LOG_KEY, LOG::sign);
        var cosigned = note.with(List.of(note.cosign(WITNESS_KEY, SEEN, WITNESS::sign)));
        var read = SignedNote.parse(cosigned.format());

        assertThat(read).isEqualTo(cosigned);
        assertThat(Checkpoint.parse(read.text())).isEqualTo(head);
        assertThat(read.verified(LOG_KEY, TestKey::verifies)).isPresent();
        assertThat(read.verified(WITNESS_KEY, TestKey::verifies).orElseThrow().time())
                .contains(SEEN);
        assertThat(note.verified(WITNESS_KEY, TestKey::verifies)).isEmpty();
        assertThat(read.with(read.signatures()).signatures()).hasSize(2);
    }

    @Test
    void aSignatureOfTheRightNameThatDoesNotHoldSpoilsTheNote() {
        var head = Checkpoint.of("example.com/log", 42, new TreeHasher().emptyRoot());
        var good = SignedNote.sign(head.text(), LOG_KEY, LOG::sign);
        var bad = new NoteSignature(LOG_KEY.name(), LOG_KEY.id(), new byte[64]);

        assertThat(good.with(List.of(bad)).verified(LOG_KEY, TestKey::verifies)).isEmpty();
        assertThat(good.with(List.of(new NoteSignature("other.example", 7, new byte[9])))
                        .verified(LOG_KEY, TestKey::verifies))
                .isPresent();
    }

    @Test
    void everyFlippedBitOfANoteIsNoticed() {
        var head = Checkpoint.of("example.com/log", 42, new TreeHasher().emptyRoot());
        var note = SignedNote.sign(head.text(), LOG_KEY, LOG::sign).format();
        int accepted = 0;

        for (int i = 0; i < note.length(); i++) {
            var changed = new StringBuilder(note);
            changed.setCharAt(i, (char) (note.charAt(i) ^ 1));
            accepted += holds(changed.toString()) ? 1 : 0;
        }

        assertThat(accepted).isZero();
    }

    private static boolean holds(String note) {
        try {
            var read = SignedNote.parse(note);
            Checkpoint.parse(read.text());
            return read.verified(LOG_KEY, TestKey::verifies).isPresent();
        } catch (LogDataMalformed _) {
            return false;
        }
    }

    @Test
    void saysWhatIsWrongWithMalformedText() {
        assertThatThrownBy(() -> Checkpoint.parse("a\n007\nAAAA\n"))
                .hasMessageContaining("decimal number without leading zeroes");
        assertThatThrownBy(() -> Checkpoint.parse("a\n9223372036854775808\n" + "A".repeat(43) + "=\n"))
                .hasMessageContaining("at most 2^63 - 1");
        assertThatThrownBy(() -> Checkpoint.parse("a b\n7\n" + "A".repeat(43) + "=\n"))
                .hasMessageContaining("no spaces");
        assertThatThrownBy(() -> Checkpoint.parse("a\n7\n")).hasMessageContaining("three lines");
        assertThatThrownBy(() -> Hash.ofBase64("A".repeat(42) + "B=")).hasMessageContaining("canonical");
        assertThatThrownBy(() -> SignedNote.parse("text\n")).hasMessageContaining("an empty line");
        assertThatThrownBy(() -> SignedNote.parse("text\n\n- a AAAAAAA=\n")).hasMessageContaining("em dash");
        assertThatThrownBy(() -> NoteKey.parse("a+00000000+" + LOG_KEY.vkey().split("\\+", 3)[2]))
                .hasMessageContaining("the id in the verifier key");
    }

    @Test
    void aProofIsReadBackAndHoldsForItsLeafAlone() {
        var tiles = new MemoryTiles();
        var tree = new GrowingTree();
        for (int i = 0; i < 600; i++) {
            tree.append(new TreeHasher().leaf(new byte[] {(byte) i, (byte) (i >> 8)}), tiles);
        }
        var note = SignedNote.sign(
                Checkpoint.of("example.com/log", 600, tree.root()).text(), LOG_KEY, LOG::sign);

        var proof = LogProof.of(300, Proofs.inclusion(300, 600, Tile.nodes(tiles)), note);
        var read = LogProof.parse(proof.format());

        assertThat(read).isEqualTo(proof);
        assertThat(read.includes(new byte[] {44, 1})).isTrue();
        assertThat(read.includes(new byte[] {45, 1})).isFalse();
        assertThat(LogProof.parse(proof.format().replace("\nindex", "\nextra AAAA\nindex"))
                        .extra())
                .isEqualTo("AAAA");
        assertThatThrownBy(() -> LogProof.parse(proof.format().replace("index 300", "index 0300")))
                .hasMessageContaining("line 2 of a proof");
        assertThatThrownBy(() -> LogProof.parse(proof.format().replace("@v1", "@v2")))
                .hasMessageContaining("the first line");
    }
}
