package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;

/** One row of {@code journal_entry} with the money it moved. */
record EntryRow(long id, String reference, EntryKind kind, UUID accountId, Instant createdAt, long amountNanos) {

    EntryRow {
        requireNonNull(reference, "reference");
        requireNonNull(kind, "kind");
        requireNonNull(accountId, "accountId");
        requireNonNull(createdAt, "createdAt");
    }

    /** Checks that a repetition asks for what was posted. */
    void requireSame(UUID wantedAccountId, NewEntry wanted) {
        if (!accountId.equals(wantedAccountId) || kind != wanted.kind() || amountNanos != wanted.amountNanos()) {
            throw new ReferenceReused("reference " + reference + " names a " + kind + " of " + amountNanos
                    + " nano-units of account " + accountId + ", asked for is a " + wanted.kind() + " of "
                    + wanted.amountNanos() + " of account " + wantedAccountId);
        }
    }

    Ledger.Entry toEntry() {
        return new Ledger.Entry(id, reference, kind.name(), amountNanos, createdAt);
    }
}
