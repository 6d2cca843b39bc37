package io.waybill.activities.log;

import io.waybill.receipts.log.LogProof;
import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.log.Tile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the log, for everybody. Thread-safe. */
public interface TransparencyLog {

    /**
     * {@return the last checkpoint as a signed note, with the cosignatures of its witnesses; empty before the first}
     */
    Optional<String> checkpoint();

    /** {@return the bytes of a tile that the last checkpoint makes necessary; empty where it is not there} */
    Optional<byte[]> tile(Tile tile);

    /** {@return the proof that the leaf at an index is in the last checkpoint's tree; empty where it is not yet} */
    Optional<LogProof> proof(long index);

    /**
     * {@return proofs of consecutive leaves under one checkpoint, in order; empty where they are not all in its tree}
     *
     * @param count 1 to 10,000
     */
    List<LogProof> proofs(long first, int count);

    /** {@return so many leaves from one on, 32 bytes each; {@link LogRefused} where they are not there} */
    byte[] leaves(long first, int count);

    /** {@return what the log's checkpoints are checked with} */
    NoteKey key();

    /** Signs a text with the log's key, as a note. */
    String sign(String text);

    /** {@return how the log stands, for operators} */
    Status status();

    /** Computes every root again from all leaves; throws {@link LogRefused} where something differs. */
    void check();

    /**
     * How the log stands.
     *
     * @param waiting leaves that are queued
     * @param waitingSince null where none is
     * @param checkpointSize null before the first
     */
    record Status(
            String origin,
            String key,
            long size,
            String root,
            @Nullable Long checkpointSize,
            long waiting,
            @Nullable Instant waitingSince,
            List<WitnessStatus> witnesses) {

        /** Copies the list. */
        public Status {
            witnesses = List.copyOf(witnesses);
        }
    }

    /**
     * How a witness stands.
     *
     * @param seenSize what it cosigned last
     * @param seenAt null before the first time
     * @param refusal why it did not the last time; null where it did
     */
    record WitnessStatus(
            String key,
            String url,
            long seenSize,
            @Nullable Instant seenAt,
            @Nullable String refusal) {}
}
