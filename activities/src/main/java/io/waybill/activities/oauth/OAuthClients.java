package io.waybill.activities.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** OAuth clients of accounts. */
public interface OAuthClients {

    /** Longest name. */
    int NAME_CHARS_MAX = 200;

    /** Clients that an account may have at a time. */
    int PER_ACCOUNT_MAX = 1000;

    /** Certificates that a client may have at a time: enough to replace one without haste. */
    int CERTIFICATES_MAX = 10;

    /** How long a token lives. What refuses one is kept a little longer. */
    Duration TOKEN_LIFE = Duration.ofHours(1);

    /**
     * Makes a client.
     *
     * @return it, with its secret readable this once
     * @throws TooManyClients where the account has {@link #PER_ACCOUNT_MAX}
     */
    IssuedClient create(UUID accountId, NewClient client);

    /** {@return the account's clients, the newest first} */
    List<OAuthClient> list(UUID accountId);

    /** {@return the account's client, or empty} */
    Optional<OAuthClient> find(UUID accountId, String clientId);

    /** {@return the client that works, or empty; what was asked before costs no query} */
    Optional<OAuthClient> working(String clientId);

    /** {@return whether {@code secret} is the client's, or was until a moment ago} */
    boolean isSecretOf(String clientId, String secret);

    /**
     * Gives a client another secret; the old one works for {@code grace}.
     *
     * @return it, or empty where the account has no such client, or the client has no secret
     */
    Optional<IssuedClient> rotate(UUID accountId, String clientId, Duration grace);

    /**
     * Lets a client use one more certificate; one that it has changes nothing, and with {@link #CERTIFICATES_MAX} none
     * is added.
     *
     * @param sha256 of the certificate, in hexadecimal
     * @return the client as it is then, or empty where the account has no such client
     */
    Optional<OAuthClient> addCertificate(UUID accountId, String clientId, String sha256);

    /**
     * Takes a certificate from a client; tokens bound to it are refused everywhere within 5 s.
     *
     * @return false where the account has no such client, or the client has no such certificate
     */
    boolean removeCertificate(UUID accountId, String clientId, String sha256);

    /**
     * Deletes a client; its tokens are refused everywhere within 5 s.
     *
     * @return false where the account has no such client
     */
    boolean delete(UUID accountId, String clientId);

    /** Refuses the token {@code jti} everywhere within 5 s; a second time it changes nothing. */
    void revokeToken(String jti);

    /**
     * Refuses all tokens that a client got until now, everywhere within 5 s.
     *
     * @return false where the account has no such client
     */
    boolean revokeTokens(UUID accountId, String clientId);

    /** Refuses all tokens that the account's clients got until now, everywhere within 5 s. */
    void revokeTokens(UUID accountId);

    /**
     * Whether a token was refused; the list is in memory.
     *
     * @throws io.waybill.activities.identity.CredentialsUnavailable where the list is too old
     */
    boolean isRevoked(OAuthClient client, String jti, Instant issuedAt);

    /**
     * Remembers in the database that an assertion was used.
     *
     * @return false where it was used before
     */
    boolean useOnce(String clientId, String jti, Instant expiresAt);

    /**
     * A client with its new secret.
     *
     * @param secret null where it has none
     */
    record IssuedClient(OAuthClient client, @Nullable String secret) {
        @Override
        public String toString() {
            return "IssuedClient[id=" + client.id() + "]";
        }
    }
}
