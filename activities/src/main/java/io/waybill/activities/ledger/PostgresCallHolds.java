package io.waybill.activities.ledger;

import io.waybill.activities.id.Ids;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds of calls as entries of the journal, and a row each while they are open. */
@Component
final class PostgresCallHolds implements CallHolds {

    private static final String SETTLE_SUFFIX = ":settle";

    /** Rows read at once: a process that was lost had no more calls than a few hundred. */
    private static final int PAGE_ROWS = 500;

    private final Journal journal;
    private final CallMapper calls;
    private final Spending spending;
    private final OpenHoldMapper holds;
    private final AccountTurns turns;
    private final Clock clock;

    PostgresCallHolds(
            Journal journal,
            CallMapper calls,
            Spending spending,
            OpenHoldMapper holds,
            AccountTurns turns,
            Clock clock) {
        this.journal = journal;
        this.calls = calls;
        this.spending = spending;
        this.holds = holds;
        this.turns = turns;
        this.clock = clock;
    }

    @Override
    public void hold(UUID accountId, String reference, long mostNanos, @Nullable String keyId, Instant until) {
        if (mostNanos <= 0 || mostNanos > Journal.BALANCE_NANOS_MAX) {
            throw new IllegalArgumentException(
                    "amount is " + mostNanos + " nano-units, allowed are 1.." + Journal.BALANCE_NANOS_MAX);
        }
        NewEntry entry = NewEntry.move(
                        reference, EntryKind.hold, null, "", BalanceKind.available, BalanceKind.held, mostNanos)
                .by(keyId);
        turns.call(accountId, () -> {
            Spending.Leave leave = spending.permit(accountId, keyId, reference, mostNanos, false);
            if (leave.availableNanos() < mostNanos && !leave.posted()) {
                throw new InsufficientFunds(mostNanos, leave.availableNanos());
            }
            if (journal.post(accountId, entry, leave).posted()) {
                return holds.insert(reference, accountId, mostNanos, until) > 0;
            }
            return false;
        });
    }

    @Override
    public boolean capture(UUID accountId, String reference, long nanos, Ledger.Call call, Runnable also) {
        return turns.call(accountId, () -> {
            boolean taken = end(accountId, reference, nanos, call);
            if (taken) {
                also.run();
            }
            return taken;
        });
    }

    @Override
    public void release(UUID accountId, String reference) {
        turns.call(accountId, () -> end(accountId, reference, 0, null));
    }

    @Override
    public int releaseLost() {
        int released = 0;
        List<OpenHoldRow> page;
        do {
            page = holds.lost(clock.instant(), PAGE_ROWS);
            for (OpenHoldRow row : page) {
                released += turns.call(row.accountId(), () -> end(row.accountId(), row.reference(), 0, null)) ? 1 : 0;
            }
        } while (page.size() == PAGE_ROWS);
        return released;
    }

    /** {@return false where it had ended before} */
    private boolean end(UUID accountId, String reference, long nanos, Ledger.@Nullable Call call) {
        journal.lock(accountId);
        Optional<Long> held = holds.close(accountId, reference);
        if (held.isEmpty()) {
            return false;
        }
        long heldNanos = held.get();
        if (nanos < 0 || nanos > heldNanos) {
            throw new IllegalArgumentException("captured are " + nanos + " nano-units of " + heldNanos + " held");
        }
        Instant now = clock.instant();
        journal.post(accountId, settle(reference, heldNanos, nanos, call));
        if (call != null) {
            calls.insertCaptured(Ids.next(clock), accountId, reference, call, nanos, now);
        }
        spending.takeBack(reference, heldNanos - nanos);
        return true;
    }

    private static NewEntry settle(String reference, long heldNanos, long nanos, Ledger.@Nullable Call call) {
        Map<BalanceKind, Long> amounts = new EnumMap<>(BalanceKind.class);
        amounts.put(BalanceKind.held, -heldNanos);
        if (nanos > 0) {
            amounts.put(BalanceKind.revenue, nanos);
        }
        if (heldNanos > nanos) {
            amounts.put(BalanceKind.available, heldNanos - nanos);
        }
        EntryKind kind = nanos > 0 ? EntryKind.settle : EntryKind.release;
        return new NewEntry(reference + SETTLE_SUFFIX, kind, null, null, call == null ? "" : call.memo(), amounts);
    }
}
