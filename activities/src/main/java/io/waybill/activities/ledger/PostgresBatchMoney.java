package io.waybill.activities.ledger;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Money of batches as entries of the journal. */
@Component
final class PostgresBatchMoney implements BatchMoney {

    private static final String HOLD_SUFFIX = ":hold";

    private final Journal journal;
    private final Spending spending;

    PostgresBatchMoney(Journal journal, Spending spending) {
        this.journal = journal;
        this.spending = spending;
    }

    @Override
    public Ledger.Balance lock(UUID accountId) {
        return journal.lock(accountId);
    }

    @Override
    public HoldAnswer hold(UUID accountId, UUID batchId, @Nullable String keyId, long amountNanos) {
        requireNotNegative(amountNanos);
        if (amountNanos == 0) {
            journal.lock(accountId);
            return new HoldAnswer.Held();
        }
        String reference = batchId + HOLD_SUFFIX;
        Spending.Leave leave = spending.permit(accountId, keyId, reference, amountNanos, true);
        if (leave.availableNanos() < amountNanos && !leave.posted()) {
            return new HoldAnswer.TooLittle(amountNanos, leave.availableNanos());
        }
        journal.post(
                accountId,
                NewEntry.move(
                                reference,
                                EntryKind.hold,
                                batchId,
                                "",
                                BalanceKind.available,
                                BalanceKind.held,
                                amountNanos)
                        .by(keyId),
                leave);
        return new HoldAnswer.Held();
    }

    @Override
    public HoldAnswer holdMore(UUID accountId, UUID batchId, @Nullable String keyId, long amountNanos, long heldNanos) {
        if (heldNanos == 0) {
            return hold(accountId, batchId, keyId, amountNanos);
        }
        requireNotNegative(amountNanos);
        if (amountNanos == 0) {
            journal.lock(accountId);
            return new HoldAnswer.Held();
        }
        String first = batchId + HOLD_SUFFIX;
        String reference = first + ":" + heldNanos;
        long batchNanos = Math.addExact(heldNanos, amountNanos);
        long availableNanos = spending.permitMore(accountId, keyId, reference, amountNanos, batchNanos);
        if (availableNanos < amountNanos) {
            return new HoldAnswer.TooLittle(amountNanos, availableNanos);
        }
        spending.addTo(first, amountNanos);
        journal.post(
                accountId,
                NewEntry.move(
                                reference,
                                EntryKind.hold,
                                batchId,
                                "",
                                BalanceKind.available,
                                BalanceKind.held,
                                amountNanos)
                        .by(keyId));
        return new HoldAnswer.Held();
    }

    @Override
    public int settle(UUID accountId, UUID batchId, List<ChunkMoney> chunks) {
        List<NewEntry> entries = chunks.stream()
                .filter(chunk -> chunk.capturedNanos() > 0 || chunk.releasedNanos() > 0)
                .map(chunk -> NewEntry.settle(chunk, batchId))
                .toList();
        journal.lock(accountId);
        var fresh = journal.postAll(accountId, entries);
        long released = chunks.stream()
                .filter(chunk -> fresh.contains(chunk.reference(batchId)))
                .mapToLong(ChunkMoney::releasedNanos)
                .sum();
        spending.takeBack(batchId + HOLD_SUFFIX, released);
        return fresh.size();
    }

    @Override
    public boolean release(UUID accountId, UUID batchId, String reference, long amountNanos) {
        requireNotNegative(amountNanos);
        journal.lock(accountId);
        if (amountNanos == 0) {
            return false;
        }
        boolean posted = journal.post(
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
        if (posted) {
            spending.takeBack(batchId + HOLD_SUFFIX, amountNanos);
        }
        return posted;
    }

    @Override
    public boolean refund(UUID accountId, UUID batchId, String reference, long amountNanos, String memo) {
        if (amountNanos <= 0) {
            throw new IllegalArgumentException("a refund of " + amountNanos + " nano-units, 1 or more is allowed");
        }
        journal.lock(accountId);
        return journal.post(
                        accountId,
                        NewEntry.move(
                                reference,
                                EntryKind.refund,
                                batchId,
                                memo,
                                BalanceKind.refunds,
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
