package io.waybill.activities.identity;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells this process, within a second while the database answers, of every credential that changed in any process. So
 * what was read once may be remembered, and a call costs no query. Thread-safe.
 */
public interface CredentialChanges {

    /** How long what is remembered is used while the database does not answer. */
    Duration STALE_MAX = Duration.ofSeconds(60);

    /** Registers what remembers credentials; it is told from then on. */
    void subscribe(Subscriber subscriber);

    /**
     * {@return whether what is remembered is to be used: the database was asked a moment ago, or does not answer and
     * was asked less than {@link #STALE_MAX} ago}
     */
    boolean mayUseRemembered();

    /**
     * Returns at once where the database can be asked about what is not remembered.
     *
     * @throws CredentialsUnavailable where it is known not to answer
     */
    void requireDatabase();

    /**
     * Waits a moment until {@link #mayUseRemembered}.
     *
     * @throws CredentialsUnavailable where that does not come
     */
    void requireRemembered();

    /**
     * Tells all processes, once the transaction around it commits.
     *
     * @param notBefore null for kinds that have none
     * @param keptUntil when nobody can use any more what this refuses
     */
    void publish(CredentialChange.Kind kind, String subject, @Nullable Instant notBefore, Instant keptUntil);

    /** Something that remembers credentials. It is called by one thread at a time. */
    interface Subscriber {

        /**
         * Forgets every credential, because changes may have gone by untold. What refuses tokens is kept: all of it is
         * told again.
         */
        void reset();

        /** Forgets what {@code change} names, or refuses it. The same change may be told several times. */
        void changed(CredentialChange change);
    }
}
