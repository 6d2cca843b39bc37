package io.waybill.activities.ledger;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.id.Ids;
import java.time.Clock;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The ledger of calls, one transaction each. */
@Component
final class PostgresLedger implements Ledger, AccountLedger {

    private static final String REFUND_SUFFIX = ":refund";

    private final Journal journal;
    private final CallMapper calls;
    private final Spending spending;
    private final OpenChargeMapper openCharges;
    private final AccountTurns turns;
    private final Transactions transactions;
    private final Clock clock;

    PostgresLedger(
            Journal journal,
            CallMapper calls,
            Spending spending,
            OpenChargeMapper openCharges,
            AccountTurns turns,
            Transactions transactions,
            Clock clock) {
        this.journal = journal;
        this.calls = calls;
        this.spending = spending;
        this.openCharges = openCharges;
        this.turns = turns;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void open(UUID accountId) {
        journal.open(accountId);
    }

    @Override
    public Balance balance(UUID accountId) {
        return journal.balance(accountId);
    }

    @Override
    public Entry credit(UUID accountId, String reference, long amountNanos, String memo) {
        requirePositive(amountNanos);
        NewEntry entry = NewEntry.move(
                reference, EntryKind.topup, null, memo, BalanceKind.topup_clearing, BalanceKind.available, amountNanos);
        return transactions.call(() -> {
            Balance balance = journal.lock(accountId);
            Journal.Posting posting = journal.post(accountId, entry);
            if (posting.posted() && balance.sumNanos() > Journal.BALANCE_NANOS_MAX - amountNanos) {
                throw new IllegalArgumentException("the account would have more than "
                        + Money.render(Journal.BALANCE_NANOS_MAX) + " with " + Money.render(amountNanos) + " more");
            }
            return posting.row().toEntry();
        });
    }

    @Override
    public Entry debit(UUID accountId, String reference, long amountNanos, String memo) {
        requirePositive(amountNanos);
        NewEntry entry = NewEntry.move(
                reference,
                EntryKind.adjustment,
                null,
                memo,
                BalanceKind.available,
                BalanceKind.topup_clearing,
                amountNanos);
        return transactions.call(() -> {
            long availableNanos = journal.lock(accountId).availableNanos();
            if (availableNanos < amountNanos && journal.find(reference).isEmpty()) {
                throw new InsufficientFunds(amountNanos, availableNanos);
            }
            return journal.post(accountId, entry).row().toEntry();
        });
    }

    @Override
    public void lock(UUID accountId) {
        journal.lock(accountId);
    }

    @Override
    public Entry charge(UUID accountId, String reference, long amountNanos, Call call) {
        requirePositive(amountNanos);
        NewEntry entry = NewEntry.move(
                        reference,
                        EntryKind.charge,
                        null,
                        call.memo(),
                        BalanceKind.available,
                        BalanceKind.revenue,
                        amountNanos)
                .by(call.keyId());
        return turns.call(accountId, () -> {
            Spending.Leave leave = spending.permit(accountId, call.keyId(), reference, amountNanos, false);
            if (leave.availableNanos() < amountNanos && !leave.posted()) {
                throw new InsufficientFunds(amountNanos, leave.availableNanos());
            }
            Journal.Posting posting = journal.post(accountId, entry, leave);
            if (posting.posted()) {
                calls.insert(
                        Ids.next(clock),
                        accountId,
                        reference,
                        call,
                        amountNanos,
                        posting.row().createdAt());
            }
            return posting.row().toEntry();
        });
    }

    @Override
    public void giveBack(UUID accountId, String reference) {
        transactions.run(() -> {
            journal.lock(accountId);
            openCharges.close(reference);
            journal.find(reference)
                    .filter(charge -> charge.kind() == EntryKind.charge
                            && charge.accountId().equals(accountId))
                    .ifPresent(charge -> {
                        Journal.Posting refund = journal.post(
                                accountId,
                                NewEntry.move(
                                        reference + REFUND_SUFFIX,
                                        EntryKind.refund,
                                        null,
                                        "",
                                        BalanceKind.refunds,
                                        BalanceKind.available,
                                        charge.amountNanos()));
                        if (refund.posted()) {
                            calls.giveBack(accountId, reference);
                            spending.takeBack(reference, charge.amountNanos());
                        }
                    });
        });
    }

    private static void requirePositive(long amountNanos) {
        if (amountNanos <= 0 || amountNanos > Journal.BALANCE_NANOS_MAX) {
            throw new IllegalArgumentException(
                    "amount is " + amountNanos + " nano-units, allowed are 1.." + Journal.BALANCE_NANOS_MAX);
        }
    }
}
