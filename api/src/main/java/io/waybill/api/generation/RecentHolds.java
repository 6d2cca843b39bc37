package io.waybill.api.generation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Accounts whose last call was held for a moment ago, so that the next one most likely can be too. Known to this
 * process alone, and only to save time: the books decide. Thread-safe.
 */
final class RecentHolds {

    private static final Duration RECENT = Duration.ofMinutes(1);

    /** Some 100 bytes each. */
    private static final int ACCOUNTS_MAX = 10_000;

    private final LongSupplier nanoTime;
    private final Map<UUID, Long> heldAt = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
            return size() > ACCOUNTS_MAX;
        }
    };

    RecentHolds(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized boolean contains(UUID accountId) {
        var at = heldAt.get(accountId);
        return at != null && nanoTime.getAsLong() - at < RECENT.toNanos();
    }

    synchronized void held(UUID accountId) {
        heldAt.put(accountId, nanoTime.getAsLong());
    }

    synchronized void refused(UUID accountId) {
        heldAt.remove(accountId);
    }
}
