package io.waybill.receipts.pack;

import io.waybill.receipts.log.NoteKey;
import io.waybill.receipts.receipt.Commitment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What whoever checks knows from elsewhere.
 *
 * @param logKey the log's key; null when it is only known from the pack, which is then not authenticated
 * @param witnesses whose cosignatures the checkpoint must have too
 * @param contents the SHA-256 of files, in hexadecimal, that must be what the receipt commits to
 * @param index which receipt of a batch's pack the contents belong to
 */
public record Trust(
        @Nullable NoteKey logKey, List<NoteKey> witnesses, Map<Commitment.Kind, String> contents, long index) {

    /** Copies the lists. */
    public Trust {
        witnesses = List.copyOf(witnesses);
        contents = Map.copyOf(contents);
    }

    /** {@return nothing known} */
    public static Trust none() {
        return new Trust(null, List.of(), Map.of(), 0);
    }

    /** {@return a pinned log key} */
    public static Trust of(NoteKey logKey) {
        return new Trust(logKey, List.of(), Map.of(), 0);
    }
}
