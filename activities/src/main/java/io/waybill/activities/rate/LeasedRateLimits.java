package io.waybill.activities.rate;

import io.waybill.activities.identity.CredentialChanges;
import io.waybill.activities.identity.CredentialsUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * A process takes a second's worth of a bucket at a time and spends it from memory, so that a busy client costs one
 * statement a second, not one a call. What it does not spend within {@link #LEASE} is lost, which lets less through,
 * never more. While the database does not answer, each process counts alone.
 */
@Component
final class LeasedRateLimits implements RateLimits {

    private static final Logger LOGGER = LoggerFactory.getLogger(LeasedRateLimits.class);

    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    /** Over it all leases are given up. */
    private static final int SUBJECTS_MAX = 20_000;

    /** A bucket that was not used for so long is full. */
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private final BucketMapper buckets;
    private final CredentialChanges database;
    private final Clock clock;
    private final Map<String, Lease> leases = new ConcurrentHashMap<>();
    private final ReentrantLock cleaning = new ReentrantLock();
    private Instant cleanedAt;

    LeasedRateLimits(BucketMapper buckets, CredentialChanges database, Clock clock) {
        this.buckets = buckets;
        this.database = database;
        this.clock = clock;
        this.cleanedAt = clock.instant();
    }

    @Override
    public Decision take(String subject, int perMinute) {
        if (leases.size() > SUBJECTS_MAX) {
            leases.clear();
        }
        Lease lease = leases.computeIfAbsent(subject, _ -> new Lease());
        lease.lock.lock();
        try {
            Instant now = clock.instant();
            if (lease.tokens == 0 || !now.isBefore(lease.until)) {
                if (now.isBefore(lease.refusedUntil)) {
                    return new Decision(false, 0, Duration.between(now, lease.refusedUntil));
                }
                renew(lease, subject, perMinute, now);
            }
            if (lease.tokens == 0) {
                return new Decision(false, 0, Duration.between(now, lease.refusedUntil));
            }
            lease.tokens--;
            return new Decision(true, lease.tokens + lease.others, Duration.ZERO);
        } finally {
            lease.lock.unlock();
        }
    }

    private void renew(Lease lease, String subject, int perMinute, Instant now) {
        int wanted = Math.max(1, perMinute / SECONDS_PER_MINUTE);
        try {
            database.requireDatabase();
            LeaseRow row = buckets.take(subject, perMinute, wanted);
            lease.tokens = row.granted();
            lease.others = (long) row.tokens();
            lease.until = now.plus(LEASE);
            lease.refusedUntil = row.granted() > 0 ? now : now.plus(untilOne(row.tokens(), perMinute));
            clean(now);
        } catch (CredentialsUnavailable | DataAccessException | TransactionException e) {
            LOGGER.atDebug().addKeyValue("error", e.toString()).log("requests are counted by this process alone");
            lease.tokens = wanted;
            lease.others = 0;
            lease.until = now.plus(LEASE);
            // Not before the time that the bucket would need for as many.
            lease.refusedUntil = now.plusNanos((long) wanted * SECONDS_PER_MINUTE * NANOS_PER_SECOND / perMinute);
        }
    }

    private void clean(Instant now) {
        if (cleaning.tryLock()) {
            try {
                if (cleanedAt.plus(UNUSED).isBefore(now)) {
                    cleanedAt = now;
                    buckets.deleteUnused(now.minus(UNUSED));
                }
            } finally {
                cleaning.unlock();
            }
        }
    }

    private static Duration untilOne(double tokens, int perMinute) {
        double seconds = (1 - tokens) * SECONDS_PER_MINUTE / perMinute;
        return Duration.ofNanos((long) Math.ceil(seconds * NANOS_PER_SECOND));
    }

    /** What this process may still let through. */
    private static final class Lease {
        final ReentrantLock lock = new ReentrantLock();
        int tokens;
        long others;
        Instant until = Instant.MIN;
        Instant refusedUntil = Instant.MIN;
    }
}
