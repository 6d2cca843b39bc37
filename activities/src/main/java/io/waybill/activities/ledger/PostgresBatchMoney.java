package io.waybill.activities.ledger;

import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Money of batches as entries of the journal. */
@Component
final class PostgresBatchMoney implements BatchMoney {

    private final Journal journal;

    PostgresBatchMoney(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Ledger.Balance lock(UUID accountId) {
        return journal.lock(accountId);
    }

    @Override
    public HoldAnswer hold(UUID accountId, UUID batchId, long amountNanos) {
        requireNotNegative(amountNanos);
        long availableNanos = journal.lock(accountId).availableNanos();
        String reference = batchId + ":hold";
        if (amountNanos == 0) {
            return new HoldAnswer.Held();
        }
        if (availableNanos < amountNanos && journal.find(reference).isEmpty()) {
            return new HoldAnswer.TooLittle(amountNanos, availableNanos);
        }
        journal.post(
                accountId,
                NewEntry.move(
                        reference, EntryKind.hold, batchId, "", BalanceKind.available, BalanceKind.held, amountNanos));
        return new HoldAnswer.Held();
    }

    @Override
    public int settle(UUID accountId, UUID batchId, List<ChunkMoney> chunks) {
        List<NewEntry> entries = chunks.stream()
                .filter(chunk -> chunk.capturedNanos() > 0 || chunk.releasedNanos() > 0)
                .map(chunk -> NewEntry.settle(chunk, batchId))
                .toList();
        journal.lock(accountId);
        return journal.postAll(accountId, entries);
    }

    @Override
    public boolean release(UUID accountId, UUID batchId, String reference, long amountNanos) {
        requireNotNegative(amountNanos);
        journal.lock(accountId);
        if (amountNanos == 0) {
            return false;
        }
        return journal.post(
                        accountId,
                        NewEntry.move(
                                reference,
                                EntryKind.release,
                                batchId,
                                "",
                                BalanceKind.held,
                                BalanceKind.available,
                                amountNanos))
                .posted();
    }

    private static void requireNotNegative(long amountNanos) {
        if (amountNanos < 0) {
            throw new IllegalArgumentException("amount is " + amountNanos + " nano-units, 0 or more is allowed");
        }
    }
}
