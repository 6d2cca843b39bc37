package io.waybill.activities.idempotency;

import io.waybill.activities.database.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers as rows. A claim is the insert of its row: of many at once one wins, the others wait for it and see it. */
@Component
final class PostgresAnswers implements IdempotentAnswers {

    private static final Duration KEPT = Duration.ofDays(7);

    /** A row that goes away between insert and read was abandoned; the next try claims it. */
    private static final int TRIES_MAX = 5;

    private final AnswerMapper answers;
    private final Transactions transactions;
    private final Clock clock;

    PostgresAnswers(AnswerMapper answers, Transactions transactions, Clock clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Claim claim(UUID accountId, String key, String requestSha256, UUID resourceId) {
        if (key.isEmpty() || key.length() > KEY_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "an idempotency key has 1 to " + KEY_CHARACTERS_MAX + " characters, not " + key.length());
        }
        return transactions.call(() -> {
            for (int i = 0; i < TRIES_MAX; i++) {
                Optional<Claim> claim = tryClaim(accountId, key, requestSha256, resourceId);
                if (claim.isPresent()) {
                    return claim.get();
                }
            }
            return new Claim.Running();
        });
    }

    private Optional<Claim> tryClaim(UUID accountId, String key, String requestSha256, UUID resourceId) {
        Instant now = clock.instant();
        Instant claimedUntil = now.plusSeconds(CLAIM_SECONDS);
        if (answers.insert(accountId, key, requestSha256, resourceId, claimedUntil, now) == 1) {
            return Optional.of(new Claim.Granted(resourceId));
        }
        Optional<AnswerRow> found = answers.lock(accountId, key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        AnswerRow row = found.get();
        if (!row.createdAt().plus(KEPT).isAfter(now)) {
            answers.delete(accountId, key);
            return Optional.empty();
        }
        if (!row.requestSha256().equals(requestSha256)) {
            return Optional.of(new Claim.Mismatch());
        }
        Optional<Claim.Answered> answered = answered(row);
        if (answered.isPresent()) {
            return Optional.of(answered.get());
        }
        if (now.isBefore(row.claimedUntil())) {
            return Optional.of(new Claim.Running());
        }
        answers.takeOver(accountId, key, claimedUntil);
        return Optional.of(new Claim.Granted(row.resourceId()));
    }

    @Override
    public boolean complete(UUID accountId, String key, int status, byte[] body, @Nullable Runnable also) {
        return transactions.call(() -> {
            boolean first = answers.complete(accountId, key, status, body) == 1;
            if (first && also != null) {
                also.run();
            }
            return first;
        });
    }

    @Override
    public boolean completeWith(UUID accountId, String key, Supplier<Claim.Answered> work) {
        try {
            transactions.run(() -> {
                Claim.Answered answered = work.get();
                if (answers.complete(accountId, key, answered.status(), answered.body()) != 1) {
                    throw new AnsweredBefore();
                }
            });
            return true;
        } catch (AnsweredBefore _) {
            return false;
        }
    }

    @Override
    public void release(UUID accountId, String key) {
        answers.release(accountId, key, clock.instant());
    }

    @Override
    public void abandon(UUID accountId, String key) {
        answers.abandon(accountId, key);
    }

    @Override
    public Optional<Claim.Answered> find(UUID accountId, String key) {
        return answers.find(accountId, key).flatMap(PostgresAnswers::answered);
    }

    @Override
    public int removeOld(int limit) {
        return answers.deleteOld(clock.instant().minus(KEPT), limit);
    }

    private static Optional<Claim.Answered> answered(AnswerRow row) {
        Integer status = row.status();
        byte[] body = row.body();
        return status == null || body == null ? Optional.empty() : Optional.of(new Claim.Answered(status, body));
    }

    /** Undoes a transaction. */
    private static final class AnsweredBefore extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
