package io.waybill.activities.oauth;

import io.waybill.activities.database.Jsonb;
import io.waybill.activities.database.Transactions;
import io.waybill.activities.identity.CredentialChange;
import io.waybill.activities.identity.CredentialChanges;
import io.waybill.activities.key.Pepper;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Clients as rows, their secrets as HMACs; rows are remembered until they change. */
@Component
final class HashedOAuthClients implements OAuthClients, CredentialChanges.Subscriber {

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_CHARS = 20;

    /** 43 characters of base 62 are 256 bits. */
    private static final int SECRET_CHARS = 43;

    private static final int LAST_CHARS = 4;
    private static final int REMEMBERED_MAX = 10_000;
    private static final Duration CLEANING = Duration.ofMinutes(10);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientMapper clients;
    private final CredentialChanges changes;
    private final RefusedTokens refused;
    private final Pepper pepper;
    private final Transactions transactions;
    private final Clock clock;
    private final Map<String, ClientRow> remembered = new ConcurrentHashMap<>();
    private volatile Instant cleanedAt;

    HashedOAuthClients(
            ClientMapper clients,
            CredentialChanges changes,
            RefusedTokens refused,
            Pepper pepper,
            Transactions transactions,
            Clock clock) {
        this.clients = clients;
        this.changes = changes;
        this.refused = refused;
        this.pepper = pepper;
        this.transactions = transactions;
        this.clock = clock;
        this.cleanedAt = clock.instant();
        changes.subscribe(this);
    }

    @Override
    public IssuedClient create(UUID accountId, NewClient asked) {
        String secret = asked.method().hasSecret() ? newSecret() : null;
        int version = pepper.current();
        String publicKeys = asked.publicKeys();
        CertificateName name = asked.certificateName();
        var row = new ClientRow(
                "wbc_" + random(ID_CHARS),
                accountId,
                asked.name(),
                asked.method().wireName(),
                secret == null ? null : hmac(version, secret),
                secret == null ? null : version,
                secret == null ? null : last4(secret),
                null,
                null,
                null,
                publicKeys == null ? null : new Jsonb(publicKeys),
                List.copyOf(asked.certificateSha256()),
                name == null ? null : name.value(),
                name == null ? null : name.kind().stored(),
                List.copyOf(asked.scopes()),
                asked.networks().stream().map(Object::toString).toList(),
                asked.requestsPerMinute(),
                clock.instant(),
                null);
        transactions.run(() -> {
            if (clients.count(accountId) >= PER_ACCOUNT_MAX) {
                throw new TooManyClients();
            }
            clients.insert(row);
        });
        return new IssuedClient(row.toClient(), secret);
    }

    @Override
    public List<OAuthClient> list(UUID accountId) {
        return clients.list(accountId).stream().map(ClientRow::toClient).toList();
    }

    @Override
    public Optional<OAuthClient> find(UUID accountId, String clientId) {
        return clients.find(clientId)
                .filter(row -> row.accountId().equals(accountId) && row.revokedAt() == null)
                .map(ClientRow::toClient);
    }

    @Override
    public Optional<OAuthClient> working(String clientId) {
        return row(clientId).map(ClientRow::toClient);
    }

    @Override
    public boolean isSecretOf(String clientId, String secret) {
        return row(clientId)
                .map(row -> {
                    Instant until = row.previousSecretUntil();
                    return matches(secret, row.secretHmac(), row.pepperVersion())
                            || (until != null
                                    && clock.instant().isBefore(until)
                                    && matches(secret, row.previousSecretHmac(), row.previousPepperVersion()));
                })
                .orElse(false);
    }

    @Override
    public Optional<IssuedClient> rotate(UUID accountId, String clientId, Duration grace) {
        String secret = newSecret();
        int version = pepper.current();
        Instant until = clock.instant().plus(grace);
        int changed = clients.rotate(accountId, clientId, hmac(version, secret), version, last4(secret), until);
        remembered.remove(clientId);
        return changed == 1
                ? find(accountId, clientId).map(client -> new IssuedClient(client, secret))
                : Optional.empty();
    }

    @Override
    public Optional<OAuthClient> addCertificate(UUID accountId, String clientId, String sha256) {
        clients.addCertificate(accountId, clientId, sha256, CERTIFICATES_MAX);
        remembered.remove(clientId);
        return find(accountId, clientId);
    }

    @Override
    public boolean removeCertificate(UUID accountId, String clientId, String sha256) {
        boolean removed = clients.removeCertificate(accountId, clientId, sha256) == 1;
        remembered.remove(clientId);
        return removed;
    }

    @Override
    public boolean delete(UUID accountId, String clientId) {
        boolean deleted = clients.revoke(accountId, clientId, clock.instant()) == 1;
        remembered.remove(clientId);
        return deleted;
    }

    @Override
    public void revokeToken(String jti) {
        refuse(CredentialChange.Kind.TOKEN, jti, null);
    }

    @Override
    public boolean revokeTokens(UUID accountId, String clientId) {
        boolean known = find(accountId, clientId).isPresent();
        if (known) {
            refuse(CredentialChange.Kind.CLIENT_TOKENS, clientId, clock.instant());
        }
        return known;
    }

    @Override
    public void revokeTokens(UUID accountId) {
        refuse(CredentialChange.Kind.ACCOUNT_TOKENS, accountId.toString(), clock.instant());
    }

    @Override
    public boolean isRevoked(OAuthClient client, String jti, Instant issuedAt) {
        changes.requireRemembered();
        return refused.contains(jti, client.id(), client.accountId().toString(), issuedAt);
    }

    @Override
    public boolean useOnce(String clientId, String jti, Instant expiresAt) {
        changes.requireDatabase();
        Instant now = clock.instant();
        if (cleanedAt.plus(CLEANING).isBefore(now)) {
            cleanedAt = now;
            clients.deleteAssertions(now);
        }
        return clients.useOnce(clientId, jti, expiresAt) == 1;
    }

    @Override
    public void reset() {
        remembered.clear();
    }

    @Override
    public void changed(CredentialChange change) {
        switch (change.kind()) {
            case CLIENT -> remembered.remove(change.subject());
            case KEY, SIGNING_KEY, TRUST_ANCHORS, TOKEN, CLIENT_TOKENS, ACCOUNT_TOKENS -> {}
        }
    }

    private void refuse(CredentialChange.Kind kind, String subject, @Nullable Instant notBefore) {
        changes.publish(kind, subject, notBefore, clock.instant().plus(RefusedTokens.KEPT));
        refused.changed(new CredentialChange(kind, subject, notBefore));
    }

    private Optional<ClientRow> row(String clientId) {
        if (changes.mayUseRemembered()) {
            ClientRow row = remembered.get(clientId);
            if (row != null) {
                return Optional.of(row);
            }
        }
        changes.requireDatabase();
        Optional<ClientRow> found = clients.find(clientId).filter(row -> row.revokedAt() == null);
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        found.ifPresentOrElse(row -> remembered.put(clientId, row), () -> remembered.remove(clientId));
        return found;
    }

    private boolean matches(String secret, byte @Nullable [] hmac, @Nullable Integer version) {
        if (hmac == null || version == null) {
            return false;
        }
        return pepper.hmac(version, secret)
                .map(computed -> MessageDigest.isEqual(computed, hmac))
                .orElse(false);
    }

    private byte[] hmac(int version, String secret) {
        return pepper.hmac(version, secret).orElseThrow();
    }

    private static String newSecret() {
        return "wbs_" + random(SECRET_CHARS);
    }

    private static String last4(String secret) {
        return secret.substring(secret.length() - LAST_CHARS);
    }

    private static String random(int chars) {
        var text = new StringBuilder(chars);
        for (int i = 0; i < chars; i++) {
            text.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
        }
        return text.toString();
    }
}
