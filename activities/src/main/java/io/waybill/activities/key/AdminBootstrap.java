package io.waybill.activities.key;

import io.waybill.activities.account.Accounts;
import io.waybill.activities.database.Transactions;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Makes the operator's account and key at start, where a key is set. Any number of processes and starts do the same:
 * the key that is set works, the one that was set before no longer does.
 */
@Component
@Lazy(false)
final class AdminBootstrap implements InitializingBean {

    /** The operator's account: the same in every installation. */
    static final UUID ACCOUNT_ID = UUID.fromString("00000000-0000-7000-8000-000000000001");

    private static final Logger LOGGER = LoggerFactory.getLogger(AdminBootstrap.class);
    private static final String NAME = "bootstrap";

    private final BootstrapSettings settings;
    private final Accounts accounts;
    private final HashedApiKeys keys;
    private final KeyMapper rows;
    private final Transactions transactions;
    private final Clock clock;

    AdminBootstrap(
            BootstrapSettings settings,
            Accounts accounts,
            HashedApiKeys keys,
            KeyMapper rows,
            Transactions transactions,
            Clock clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.keys = keys;
        this.rows = rows;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        settings.key().ifPresent(this::ensure);
    }

    private void ensure(KeyFormat.Parsed key) {
        int revoked = transactions.call(() -> {
            accounts.ensure(ACCOUNT_ID, "operator");
            if (rows.upsert(keys.row(key, ACCOUNT_ID, NAME, Set.of(Caller.ADMIN))) != 1) {
                throw new IllegalStateException("the key " + key.id() + " belongs to another account");
            }
            return rows.revokeOthers(ACCOUNT_ID, NAME, key.id(), clock.instant());
        });
        if (revoked > 0) {
            LOGGER.atInfo().addKeyValue("account", ACCOUNT_ID).log("the operator's previous key is revoked");
        }
    }
}
