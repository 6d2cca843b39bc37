package io.waybill.activities.ledger;

import io.waybill.activities.database.Transactions;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The ledger of calls, one transaction each. */
@Component
final class PostgresLedger implements Ledger, AccountLedger {

    private static final String REFUND_SUFFIX = ":refund";

    private final Journal journal;
    private final Transactions transactions;

    PostgresLedger(Journal journal, Transactions transactions) {
        this.journal = journal;
        this.transactions = transactions;
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
    public Entry charge(UUID accountId, String reference, long amountNanos, String memo) {
        requirePositive(amountNanos);
        NewEntry entry = NewEntry.move(
                reference, EntryKind.charge, null, memo, BalanceKind.available, BalanceKind.revenue, amountNanos);
        return transactions.call(() -> {
            long availableNanos = journal.lock(accountId).availableNanos();
            if (availableNanos < amountNanos && journal.find(reference).isEmpty()) {
                throw new InsufficientFunds(amountNanos, availableNanos);
            }
            return journal.post(accountId, entry).row().toEntry();
        });
    }

    @Override
    public void giveBack(UUID accountId, String reference) {
        transactions.run(() -> {
            journal.lock(accountId);
            journal.find(reference)
                    .filter(charge -> charge.kind() == EntryKind.charge
                            && charge.accountId().equals(accountId))
                    .ifPresent(charge -> journal.post(
                            accountId,
                            NewEntry.move(
                                    reference + REFUND_SUFFIX,
                                    EntryKind.refund,
                                    null,
                                    "",
                                    BalanceKind.refunds,
                                    BalanceKind.available,
                                    charge.amountNanos())));
        });
    }

    private static void requirePositive(long amountNanos) {
        if (amountNanos <= 0 || amountNanos > Journal.BALANCE_NANOS_MAX) {
            throw new IllegalArgumentException(
                    "amount is " + amountNanos + " nano-units, allowed are 1.." + Journal.BALANCE_NANOS_MAX);
        }
    }
}
