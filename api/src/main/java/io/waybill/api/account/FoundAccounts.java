package io.waybill.api.account;

import io.waybill.activities.account.Account;
import io.waybill.activities.account.Accounts;
import io.waybill.api.error.ApiError;
import io.waybill.api.error.ApiFailure;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Accounts by the id in a path. */
@Component
final class FoundAccounts {

    private final Accounts accounts;

    FoundAccounts(Accounts accounts) {
        this.accounts = accounts;
    }

    /** {@return the account, or the failure for an unknown id} */
    Account find(String id) {
        try {
            var found = accounts.find(UUID.fromString(id));
            if (found.isPresent()) {
                return found.get();
            }
        } catch (IllegalArgumentException _) {
            // answered as any unknown id
        }
        throw new ApiFailure(ApiError.ACCOUNT_NOT_FOUND, "id", "there is no account " + id);
    }
}
