package io.waybill.activities.refund;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Refunds as rows. The account's balance is locked first, so refunds of one account, and the settles that capture what
 * they give back, never overlap: what is owed cannot change between the question and the entry.
 */
@Component
final class PostgresRefunds implements Refunds {

    private final RefundMapper rows;
    private final BatchMoney money;
    private final Transactions transactions;
    private final Clock clock;

    PostgresRefunds(RefundMapper rows, BatchMoney money, Transactions transactions, Clock clock) {
        this.rows = rows;
        this.money = money;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Answer refund(UUID id, Target what, String reason) {
        if (reason.isBlank() || reason.length() > REASON_CHARACTERS_MAX) {
            throw new IllegalArgumentException("a reason has 1 to " + REASON_CHARACTERS_MAX + " characters");
        }
        return transactions.call(() -> {
            Optional<UUID> account = rows.account(what.batchId());
            if (account.isEmpty()) {
                return new Answer.NoBatch();
            }
            money.lock(account.get());
            Optional<Refund> known = rows.find(id);
            if (known.isPresent()) {
                return new Answer.Refunded(known.get());
            }
            return what.isItem()
                    ? refundItem(id, account.get(), what, reason)
                    : give(id, account.get(), what, null, reason);
        });
    }

    private Answer refundItem(UUID id, UUID accountId, Target what, String reason) {
        String customId = what.customId();
        Integer index = what.index();
        Optional<Integer> found = customId != null
                ? rows.index(what.batchId(), customId)
                : rows.exists(what.batchId(), index == null ? -1 : index);
        if (found.isEmpty()) {
            return new Answer.NoItem();
        }
        return give(id, accountId, what, found.get(), reason);
    }

    private Answer give(UUID id, UUID accountId, Target what, @Nullable Integer index, String reason) {
        OwedRow owed = rows.owed(what.batchId(), index);
        if (owed.amountNanos() == 0) {
            return new Answer.Nothing();
        }
        var refund = new Refund(
                id, accountId, what.batchId(), index, owed.items(), owed.amountNanos(), reason, clock.instant());
        rows.insert(refund);
        if (rows.insertItems(id, what.batchId(), index) != owed.items()) {
            throw new IllegalStateException("refund " + id + " is not of " + owed.items() + " items");
        }
        money.refund(accountId, what.batchId(), "refund:" + id, owed.amountNanos(), reason);
        rows.add(what.batchId(), owed.amountNanos());
        return new Answer.Refunded(refund);
    }
}
