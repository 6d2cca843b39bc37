package io.waybill.activities.identity;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to credentials.
 *
 * @param subject the id of what changed
 * @param notBefore tokens of the subject that were issued before it are refused; null for other kinds
 */
public record CredentialChange(
        Kind kind, String subject, @Nullable Instant notBefore) {

    /** Checks that what must be there is. */
    public CredentialChange {
        requireNonNull(kind, "kind");
        requireNonNull(subject, "subject");
    }

    /** What happened. */
    public enum Kind {
        /** An API key's row changed. */
        KEY,
        /** An OAuth client's row changed. */
        CLIENT,
        /** A key that signs tokens came or changed. */
        SIGNING_KEY,
        /** An account's trust anchors changed. */
        TRUST_ANCHORS,
        /** A token, by its {@code jti}, is refused from now on. */
        TOKEN,
        /** Tokens of a client are refused where they are older than {@link CredentialChange#notBefore}. */
        CLIENT_TOKENS,
        /** Tokens of all clients of an account are refused where they are older. */
        ACCOUNT_TOKENS;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind of(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }
    }
}
