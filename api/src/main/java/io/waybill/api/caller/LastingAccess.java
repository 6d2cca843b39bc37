package io.waybill.api.caller;

import io.waybill.activities.key.ApiKeys;
import io.waybill.activities.key.Caller;
import io.waybill.api.token.AccessTokens;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Asks again, of an answer that takes long, whether its credential still holds. Costs no query as long as it does. */
@Component
public final class LastingAccess {

    private final ApiKeys keys;
    private final AccessTokens tokens;

    LastingAccess(ApiKeys keys, AccessTokens tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    /** {@return whether the request's credential is still one of {@code caller}'s account, and may do as much} */
    public boolean holds(HttpServletRequest request, Caller caller) {
        return Credential.of(request)
                .flatMap(this::resolve)
                .filter(now -> now.accountId().equals(caller.accountId())
                        && now.scopes().containsAll(caller.scopes()))
                .isPresent();
    }

    private Optional<Caller> resolve(Credential credential) {
        if (credential.isBearer() && AccessTokens.looksLikeOne(credential.text())) {
            return tokens.verify(credential.text()).map(AccessTokens.Verified::caller);
        }
        return keys.resolve(credential.text());
    }
}
