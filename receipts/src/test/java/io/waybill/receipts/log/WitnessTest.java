package io.waybill.receipts.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessTest {

    private static final TestKey LOG = new TestKey((byte) 1);
    private static final TestKey OWN = new TestKey((byte) 2);
    private static final NoteKey LOG_KEY = new NoteKey("example.com/log", NoteKey.Kind.NOTE, LOG.publicKey());
    private static final NoteKey KEY = new NoteKey("w1.example", NoteKey.Kind.COSIGNATURE, OWN.publicKey());

    private final Map<String, String> seen = new HashMap<>();
    private final Witness witness = new Witness(
            KEY,
            OWN::sign,
            List.of(LOG_KEY),
            TestKey::verifies,
            new Witness.Seen() {
                @Override
                public Optional<String> last(String origin) {
                    return Optional.ofNullable(seen.get(origin));
                }

                @Override
                public void remember(String origin, String note) {
                    seen.put(origin, note);
                }
            },
            InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));

    private final GrowingTree tree = new GrowingTree();
    private final MemoryTiles tiles = new MemoryTiles();

    @Test
    void cosignsWhatGoesOnFromWhatItHasSeen() {
        grow(10);
        var first = witness.addCheckpoint(request(0, 10));
        grow(390);
        var second = witness.addCheckpoint(request(10, 400));
        var again = witness.addCheckpoint(request(400, 400));

        assertThat(List.of(first.status(), second.status(), again.status())).containsOnly(200);
        var note = note(400).with(List.of(NoteSignature.parse(second.body().strip())));
        assertThat(note.verified(KEY, TestKey::verifies)).isPresent();
    }

    @Test
    void tellsTheSizeItHasSeenToWhoeverGoesOnFromAnother() {
        grow(10);
        witness.addCheckpoint(request(0, 10));
        grow(10);

        var behind = witness.addCheckpoint(request(5, 20));

        assertThat(behind).isEqualTo(new Witness.Answer(409, "text/x.tlog.size", "10\n"));
    }

    @Test
    void refusesALogThatWasRestoredOrForked() {
        grow(10);
        witness.addCheckpoint(request(0, 10));
        var fork = new GrowingTree();
        for (int i = 0; i < 10; i++) {
            fork.append(new TreeHasher().leaf(new byte[] {(byte) i, 7}));
        }
        var forked = SignedNote.sign(
                Checkpoint.of("example.com/log", 10, fork.root()).text(), LOG_KEY, LOG::sign);

        assertThat(witness.addCheckpoint("old 10\n\n" + forked.format()).status())
                .isEqualTo(409);
        fork.append(new TreeHasher().leaf(new byte[] {1}));
        var longer = SignedNote.sign(
                Checkpoint.of("example.com/log", 11, fork.root()).text(), LOG_KEY, LOG::sign);
        assertThat(witness.addCheckpoint("old 10\n\n" + longer.format()).status())
                .isEqualTo(422);
        assertThat(Checkpoint.parse(SignedNote.parse(seen.getOrDefault("example.com/log", ""))
                                .text())
                        .size())
                .isEqualTo(10);
    }

    @Test
    void refusesWhatIsNotALogsOwnWord() {
        grow(10);
        var good = request(0, 10);

        assertThat(witness.addCheckpoint(good.replace("example.com/log\n10", "example.com/other\n10"))
                        .status())
                .isEqualTo(404);
        assertThat(witness.addCheckpoint(good.replace("\n10\n", "\n11\n")).status())
                .isEqualTo(403);
        assertThat(witness.addCheckpoint(good.replace("old 0", "old 00")).status())
                .isEqualTo(400);
        assertThat(witness.addCheckpoint(good.replace("old 0", "old 11")).status())
                .isEqualTo(400);
        assertThat(witness.addCheckpoint("").status()).isEqualTo(400);
        assertThat(seen).isEmpty();
    }

    private void grow(int leaves) {
        for (int i = 0; i < leaves; i++) {
            tree.append(
                    new TreeHasher()
                            .leaf(ByteBuffer.allocate(8).putLong(tree.size()).array()),
                    tiles);
        }
    }

    private SignedNote note(long size) {
        var root = Proofs.root(size, Tile.nodes(tiles));
        return SignedNote.sign(Checkpoint.of("example.com/log", size, root).text(), LOG_KEY, LOG::sign);
    }

    private String request(long old, long size) {
        var body = new StringBuilder("old ").append(old).append('\n');
        Proofs.consistency(old, size, Tile.nodes(tiles))
                .forEach(hash -> body.append(hash.base64()).append('\n'));
        return body.append('\n').append(note(size).format()).toString();
    }
}
