package io.waybill.activities.account;

import io.waybill.activities.database.Transactions;
import io.waybill.activities.id.Ids;
import io.waybill.activities.ledger.AccountLedger;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Accounts as rows. */
@Component
final class PostgresAccounts implements Accounts {

    private final AccountMapper accounts;
    private final AccountLedger ledger;
    private final AccountSettings settings;
    private final Transactions transactions;
    private final Clock clock;

    PostgresAccounts(
            AccountMapper accounts,
            AccountLedger ledger,
            AccountSettings settings,
            Transactions transactions,
            Clock clock) {
        this.accounts = accounts;
        this.ledger = ledger;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Account create(String name) {
        return ensure(Ids.next(clock), name);
    }

    @Override
    public Account ensure(UUID id, String name) {
        String trimmed = name.strip();
        if (trimmed.isEmpty() || trimmed.length() > NAME_CHARACTERS_MAX || trimmed.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "an account's name has 1 to " + NAME_CHARACTERS_MAX + " characters, not " + trimmed.length());
        }
        return transactions.call(() -> {
            accounts.insert(id, trimmed, settings.currency(), clock.instant());
            ledger.open(id);
            return find(id).orElseThrow(() -> new IllegalStateException("account " + id + " is gone"));
        });
    }

    @Override
    public Optional<Account> find(UUID id) {
        return accounts.find(id).map(AccountRow::toAccount);
    }

    @Override
    public void setLowBalance(UUID id, @Nullable Long nanos) {
        if (nanos != null && nanos < 0) {
            throw new IllegalArgumentException("a threshold of " + nanos + " nano-units, 0 or more is allowed");
        }
        accounts.setLowBalance(id, nanos);
    }

    @Override
    public void setState(UUID id, Account.State state) {
        transactions.run(() -> {
            ledger.lock(id);
            accounts.setState(id, state);
        });
    }

    @Override
    public void setLimits(UUID id, Account.Limits limits) {
        requirePositive(limits.batchNanos());
        requirePositive(limits.monthlyNanos());
        transactions.run(() -> {
            ledger.lock(id);
            accounts.setLimits(id, limits);
        });
    }

    private static void requirePositive(@Nullable Long nanos) {
        if (nanos != null && nanos <= 0) {
            throw new IllegalArgumentException("a limit of " + nanos + " nano-units, 1 or more is allowed");
        }
    }
}
