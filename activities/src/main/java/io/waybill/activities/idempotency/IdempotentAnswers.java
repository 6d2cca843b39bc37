package io.waybill.activities.idempotency;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * First answers of calls with an {@code Idempotency-Key}, kept 7 days. A key is claimed in the transaction that creates
 * what the call creates, completed with the answer afterwards; a claim whose owner died is taken over after
 * {@link #CLAIM_SECONDS}.
 */
public interface IdempotentAnswers {

    /** How long a claim without an answer is respected: longer than any call takes. */
    int CLAIM_SECONDS = 30;

    /** Longest key. */
    int KEY_CHARACTERS_MAX = 255;

    /**
     * Claims a key.
     *
     * @param key 1 to {@link #KEY_CHARACTERS_MAX} characters
     * @param requestSha256 of method, path and body
     * @param resourceId the id of what the call will create, used again by whoever takes the claim over
     */
    Claim claim(UUID accountId, String key, String requestSha256, UUID resourceId);

    /** Stores the answer under the key; later claims with the same request get it. The first answer stays. */
    default void complete(UUID accountId, String key, int status, byte[] body) {
        complete(accountId, key, status, body, null);
    }

    /**
     * Stores the answer under the key, and what goes with it, both or neither; later claims with the same request get
     * the answer.
     *
     * @param also changes the database alone: closes what the call cost, stores its receipt; null for nothing
     * @return false where an answer was there already, which stays; {@code also} has then not run
     */
    boolean complete(UUID accountId, String key, int status, byte[] body, @Nullable Runnable also);

    /**
     * Runs {@code work}, which changes the database alone, and stores what it answers under the key, in one
     * transaction: so what it creates is created once, whatever dies in between.
     *
     * @return false where an answer was there already, which stays; what {@code work} did is undone
     */
    boolean completeWith(UUID accountId, String key, Supplier<Claim.Answered> work);

    /**
     * Gives up a claim whose call may have created its resource but could not finish: the next call with the key and
     * the same request is granted at once, with the same resource id.
     */
    void release(UUID accountId, String key);

    /** Forgets a claim whose call created nothing, so that the client may try again. */
    void abandon(UUID accountId, String key);

    /**
     * Removes answers, and claims without one, that are older than they are kept; idempotent.
     *
     * @param limit most of this call, 1 or more
     * @return how many were removed
     */
    int removeOld(int limit);

    /** What a claim meets. */
    sealed interface Claim {

        /** The call is the caller's to make, creating {@code resourceId}. */
        record Granted(UUID resourceId) implements Claim {}

        /** The answer is there already. */
        @SuppressWarnings("ArrayRecordComponent") // bytes replayed as they are, never compared
        record Answered(int status, byte[] body) implements Claim {}

        /** Another call with this key is under way. */
        record Running() implements Claim {}

        /** The key was used for another request. */
        record Mismatch() implements Claim {}
    }

    /** {@return the answer under a key, for tests and support} */
    Optional<Claim.Answered> find(UUID accountId, String key);
}
