package io.waybill.activities.ledger;

import static io.waybill.activities.ledger.LedgerOperation.batch;
import static io.waybill.activities.ledger.LedgerOperation.reference;
import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The ledger of one account as maps: what the real one is compared with. */
final class PlainBooks {

    private final Map<BalanceKind, Long> balances = new HashMap<>();
    private final Map<String, Posted> entries = new HashMap<>();

    long balance(BalanceKind kind) {
        return balances.getOrDefault(kind, 0L);
    }

    Outcome run(LedgerOperation operation, UUID account) {
        return switch (operation) {
            case LedgerOperation.Credit it -> credit(reference(account, "credit", it.name()), it.amount());
            case LedgerOperation.Debit it -> debit(reference(account, "debit", it.name()), it.amount());
            case LedgerOperation.Hold it -> hold(batch(account, it.batch()) + ":hold", it.amount());
            case LedgerOperation.Settle it ->
                settle(
                        batch(account, it.batch()) + ":settle:" + it.chunk() + ":" + it.wave(),
                        it.captured(),
                        it.released());
            case LedgerOperation.Release it -> release(batch(account, it.batch()) + ":close", it.amount());
            case LedgerOperation.Refund it -> refund(reference(account, "refund", it.name()), it.amount());
            case LedgerOperation.Charge it -> charge(reference(account, "call", it.name()), it.amount());
            case LedgerOperation.GiveBack it -> giveBack(reference(account, "call", it.name()));
        };
    }

    private Outcome credit(String reference, long amount) {
        return move(reference, "credit", BalanceKind.topup_clearing, BalanceKind.available, amount);
    }

    private Outcome debit(String reference, long amount) {
        return move(reference, "adjustment", BalanceKind.available, BalanceKind.topup_clearing, amount);
    }

    private Outcome refund(String reference, long amount) {
        return move(reference, "refund", BalanceKind.refunds, BalanceKind.available, amount);
    }

    private Outcome hold(String reference, long amount) {
        return amount == 0 ? Outcome.done : move(reference, "hold", BalanceKind.available, BalanceKind.held, amount);
    }

    private Outcome release(String reference, long amount) {
        return amount == 0 ? Outcome.done : move(reference, "release", BalanceKind.held, BalanceKind.available, amount);
    }

    private Outcome charge(String reference, long amount) {
        return move(reference, "charge", BalanceKind.available, BalanceKind.revenue, amount);
    }

    private Outcome giveBack(String reference) {
        Posted charge = entries.get(reference);
        return charge == null
                ? Outcome.done
                : move(reference + ":refund", "refund", BalanceKind.refunds, BalanceKind.available, charge.amount());
    }

    private Outcome settle(String reference, long captured, long released) {
        if (captured + released == 0 || entries.containsKey(reference)) {
            return Outcome.done;
        }
        if (balance(BalanceKind.held) < captured + released) {
            return Outcome.refused;
        }
        entries.put(reference, new Posted("settle", captured + released));
        add(BalanceKind.held, -captured - released);
        add(BalanceKind.revenue, captured);
        add(BalanceKind.available, released);
        return Outcome.done;
    }

    private Outcome move(String reference, String kind, BalanceKind from, BalanceKind to, long amount) {
        var wanted = new Posted(kind, amount);
        Posted known = entries.get(reference);
        if (known != null) {
            return known.equals(wanted) ? Outcome.done : Outcome.reused;
        }
        boolean isClients = from == BalanceKind.available || from == BalanceKind.held;
        if (isClients && balance(from) < amount) {
            return Outcome.refused;
        }
        entries.put(reference, wanted);
        add(from, -amount);
        add(to, amount);
        return Outcome.done;
    }

    private void add(BalanceKind kind, long amount) {
        balances.merge(kind, amount, Long::sum);
    }

    /** What an operation answers. */
    enum Outcome {
        done,
        refused,
        reused
    }

    private record Posted(String kind, long amount) {

        Posted {
            requireNonNull(kind, "kind");
        }
    }
}
