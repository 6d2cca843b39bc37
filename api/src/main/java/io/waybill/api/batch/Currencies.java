package io.waybill.api.batch;

import io.waybill.activities.account.Account;
import io.waybill.activities.account.Accounts;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What accounts keep their money in. It never changes, so it is remembered. */
@Component
final class Currencies {

    /** Over it all are forgotten, which costs each one query. */
    private static final int REMEMBERED_MAX = 10_000;

    private final Accounts accounts;
    private final ConcurrentHashMap<UUID, String> remembered = new ConcurrentHashMap<>();

    Currencies(Accounts accounts) {
        this.accounts = accounts;
    }

    /** {@return the account's currency, ISO 4217} */
    String of(UUID accountId) {
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        return remembered.computeIfAbsent(
                accountId,
                id -> accounts.find(id)
                        .map(Account::currency)
                        .orElseThrow(() -> new IllegalStateException("account " + id + " is gone")));
    }
}
