package io.waybill.activities.ledger;

import static io.waybill.activities.ledger.LedgerOperation.batch;
import static io.waybill.activities.ledger.LedgerOperation.reference;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.ledger.BatchMoney.ChunkMoney;
import io.waybill.activities.ledger.BatchMoney.HoldAnswer;
import io.waybill.activities.ledger.PlainBooks.Outcome;
import io.waybill.activities.testing.TestActivities;
import java.util.List;
import java.util.UUID;

/** The ledger of a new account in PostgreSQL: what {@link PlainBooks} is compared with. */
final class RealBooks {

    private final Ledger ledger;
    private final BatchMoney money;
    private final Transactions transactions;
    private final UUID account;

    RealBooks(TestActivities activities) {
        this.ledger = activities.bean(Ledger.class);
        this.money = activities.bean(BatchMoney.class);
        this.transactions = activities.bean(Transactions.class);
        this.account = activities.account(0).id();
    }

    UUID account() {
        return account;
    }

    Ledger.Balance balance() {
        return ledger.balance(account);
    }

    Outcome run(LedgerOperation operation) {
        try {
            return tryRun(operation);
        } catch (ReferenceReused e) {
            return Outcome.reused;
        } catch (InsufficientFunds e) {
            return Outcome.refused;
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("overdrawn");
            return Outcome.refused;
        }
    }

    private Outcome tryRun(LedgerOperation operation) {
        return switch (operation) {
            case LedgerOperation.Credit it -> {
                ledger.credit(account, reference(account, "credit", it.name()), it.amount(), "");
                yield Outcome.done;
            }
            case LedgerOperation.Debit it -> {
                ledger.debit(account, reference(account, "debit", it.name()), it.amount(), "");
                yield Outcome.done;
            }
            case LedgerOperation.Hold it ->
                switch (transactions.call(() -> money.hold(account, batch(account, it.batch()), it.amount()))) {
                    case HoldAnswer.Held _ -> Outcome.done;
                    case HoldAnswer.TooLittle _ -> Outcome.refused;
                };
            case LedgerOperation.Settle it -> {
                var chunk = new ChunkMoney(it.chunk(), it.wave(), it.captured(), it.released());
                transactions.call(() -> money.settle(account, batch(account, it.batch()), List.of(chunk)));
                yield Outcome.done;
            }
            case LedgerOperation.Release it -> {
                UUID batch = batch(account, it.batch());
                transactions.call(() -> money.release(account, batch, batch + ":close", it.amount()));
                yield Outcome.done;
            }
            case LedgerOperation.Refund it -> {
                UUID batch = batch(account, it.batch());
                String reference = reference(account, "refund", it.name());
                transactions.call(() -> money.refund(account, batch, reference, it.amount(), ""));
                yield Outcome.done;
            }
            case LedgerOperation.Charge it -> {
                ledger.charge(account, reference(account, "call", it.name()), it.amount(), "");
                yield Outcome.done;
            }
            case LedgerOperation.GiveBack it -> {
                ledger.giveBack(account, reference(account, "call", it.name()));
                yield Outcome.done;
            }
        };
    }
}
