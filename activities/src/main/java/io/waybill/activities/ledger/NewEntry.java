package io.waybill.activities.ledger;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry to post.
 *
 * @param batchId null where the money is no batch's
 * @param keyId the credential that spends; null where nobody does
 * @param amounts what each balance gains, in nano-units; none is zero, and they sum to zero
 */
record NewEntry(
        String reference,
        EntryKind kind,
        @Nullable UUID batchId,
        @Nullable String keyId,
        String memo,
        Map<BalanceKind, Long> amounts) {

    NewEntry {
        requireNonNull(reference, "reference");
        requireNonNull(kind, "kind");
        requireNonNull(memo, "memo");
        amounts = Map.copyOf(amounts);
        if (amounts.containsValue(0L)
                || amounts.values().stream().reduce(0L, Math::addExact) != 0
                || amounts.isEmpty()) {
            throw new IllegalArgumentException("entry " + reference + " does not balance: " + amounts);
        }
    }

    /** {@return an entry that moves {@code amountNanos} from one balance to another} */
    static NewEntry move(
            String reference,
            EntryKind kind,
            @Nullable UUID batchId,
            String memo,
            BalanceKind from,
            BalanceKind to,
            long amountNanos) {
        return new NewEntry(reference, kind, batchId, null, memo, Map.of(from, -amountNanos, to, amountNanos));
    }

    /** {@return an entry that takes a chunk's money out of held; one of its amounts is positive} */
    static NewEntry settle(BatchMoney.ChunkMoney chunk, UUID batchId) {
        var amounts = new EnumMap<BalanceKind, Long>(BalanceKind.class);
        amounts.put(BalanceKind.held, -Math.addExact(chunk.capturedNanos(), chunk.releasedNanos()));
        if (chunk.capturedNanos() > 0) {
            amounts.put(BalanceKind.revenue, chunk.capturedNanos());
        }
        if (chunk.releasedNanos() > 0) {
            amounts.put(BalanceKind.available, chunk.releasedNanos());
        }
        return new NewEntry(chunk.reference(batchId), EntryKind.settle, batchId, null, "", amounts);
    }

    /** {@return the same, spent by a credential} */
    NewEntry by(@Nullable String spender) {
        return new NewEntry(reference, kind, batchId, spender, memo, amounts);
    }

    /** {@return what a balance gains, in nano-units} */
    long gain(BalanceKind balance) {
        return amounts.getOrDefault(balance, 0L);
    }

    /** {@return how much money moves, positive} */
    long amountNanos() {
        return amounts.values().stream().filter(amount -> amount > 0).reduce(0L, Math::addExact);
    }
}
