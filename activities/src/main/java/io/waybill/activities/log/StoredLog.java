package io.waybill.activities.log;

import io.waybill.activities.log.LogMapper.StateRow;
import io.waybill.receipts.log.Checkpoint;
import io.waybill.receipts.log.EntryBundle;
import io.waybill.receipts.log.Hash;
import io.waybill.receipts.log.LogProof;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Proofs;
import io.waybill.receipts.log.SignedNote;
import io.waybill.receipts.log.Tile;
import io.waybill.storage.object.ObjectStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The log as the sequencer has written it. */
@Component
final class StoredLog implements TransparencyLog {

    private static final int PROOFS_MAX = 10_000;

    private final LogMapper rows;
    private final WitnessMapper witnesses;
    private final ObjectStore objects;
    private final LogKey key;

    StoredLog(LogMapper rows, WitnessMapper witnesses, ObjectStore objects, LogKey key) {
        this.rows = rows;
        this.witnesses = witnesses;
        this.objects = objects;
        this.key = key;
    }

    @Override
    public Optional<String> checkpoint() {
        return rows.state().map(StateRow::checkpoint);
    }

    @Override
    public Optional<byte[]> tile(Tile tile) {
        Long size = rows.state().map(StateRow::checkpointSize).orElse(null);
        if (size == null || Tile.widthIn(size, tile.level(), tile.index()) < tile.width()) {
            return Optional.empty();
        }
        var nodes = new LogNodes(rows, objects);
        if (tile.kind() == Tile.Kind.ENTRIES) {
            byte[] entries = nodes.entries(tile.index() * Tile.WIDTH, tile.width());
            return Optional.of(EntryBundle.ofEqual(entries, Hash.BYTES));
        }
        byte[] hashes = nodes.hashes(tile.level(), tile.index(), tile.width());
        return Optional.of(Arrays.copyOf(hashes, tile.width() * Hash.BYTES));
    }

    @Override
    public Optional<LogProof> proof(long index) {
        return proofs(index, 1).stream().findFirst();
    }

    @Override
    public List<LogProof> proofs(long first, int count) {
        if (first < 0 || count < 1 || count > PROOFS_MAX) {
            throw new IllegalArgumentException("proofs of " + count + " leaves from " + first);
        }
        Optional<SignedNote> note = checkpoint().map(SignedNote::parse);
        if (note.isEmpty()) {
            return List.of();
        }
        long size = Checkpoint.parse(note.get().text()).size();
        if (first + count > size) {
            return List.of();
        }
        var nodes = Tile.nodes(new LogNodes(rows, objects));
        List<LogProof> proofs = new ArrayList<>(count);
        for (long index = first; index < first + count; index++) {
            proofs.add(LogProof.of(index, Proofs.inclusion(index, size, nodes), note.get()));
        }
        return proofs;
    }

    @Override
    public byte[] leaves(long first, int count) {
        return new LogNodes(rows, objects).entries(first, count);
    }

    @Override
    public NoteKey key() {
        return key.current();
    }

    @Override
    public String sign(String text) {
        return key.sign(text).format();
    }

    @Override
    public Status status() {
        Optional<StateRow> state = rows.state();
        var waiting = rows.waiting();
        return new Status(
                key.origin(),
                key.current().vkey(),
                state.map(StateRow::size).orElse(0L),
                state.map(row -> Hash.of(row.root()).base64()).orElse(""),
                state.map(StateRow::checkpointSize).orElse(null),
                waiting.leaves(),
                waiting.since(),
                witnesses.all().stream()
                        .map(row ->
                                new WitnessStatus(row.vkey(), row.url(), row.seenSize(), row.seenAt(), row.refusal()))
                        .toList());
    }

    @Override
    public void check() {
        new Recomputation(rows, objects, key).check(true);
    }
}
