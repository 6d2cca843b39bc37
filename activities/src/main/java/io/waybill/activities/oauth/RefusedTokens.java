package io.waybill.activities.oauth;

import io.waybill.activities.identity.CredentialChange;
import io.waybill.activities.identity.CredentialChanges;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tokens that are refused though they have not expired. All of them are in memory; none is needed after an hour. */
@Component
final class RefusedTokens implements CredentialChanges.Subscriber {

    /** A token lives an hour; processes' clocks differ by less than this. */
    static final Duration KEPT = OAuthClients.TOKEN_LIFE.plusMinutes(5);

    private static final int CLEANED_OVER = 1000;

    private final Clock clock;
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private final Map<String, Instant> clients = new ConcurrentHashMap<>();
    private final Map<String, Instant> accounts = new ConcurrentHashMap<>();

    RefusedTokens(CredentialChanges changes, Clock clock) {
        this.clock = clock;
        changes.subscribe(this);
    }

    boolean contains(String jti, String clientId, String accountId, Instant issuedAt) {
        return tokens.containsKey(jti)
                || isBefore(issuedAt, clients.get(clientId))
                || isBefore(issuedAt, accounts.get(accountId));
    }

    @Override
    public void reset() {
        // What was refused stays refused.
    }

    @Override
    public void changed(CredentialChange change) {
        Instant notBefore = change.notBefore() == null ? clock.instant() : change.notBefore();
        switch (change.kind()) {
            case TOKEN -> put(tokens, change.subject(), clock.instant());
            case CLIENT_TOKENS -> put(clients, change.subject(), notBefore);
            case ACCOUNT_TOKENS -> put(accounts, change.subject(), notBefore);
            case KEY, CLIENT, SIGNING_KEY, TRUST_ANCHORS -> {}
        }
    }

    private void put(Map<String, Instant> refused, String subject, Instant at) {
        refused.merge(subject, at, (one, other) -> one.isAfter(other) ? one : other);
        if (refused.size() > CLEANED_OVER) {
            Instant before = clock.instant().minus(KEPT);
            refused.values().removeIf(since -> since.isBefore(before));
        }
    }

    /** A token's time is in whole seconds: one of the same second is refused too. */
    private static boolean isBefore(Instant issuedAt, @Nullable Instant notBefore) {
        return notBefore != null && !issuedAt.isAfter(notBefore);
    }
}
