package io.waybill.activities.ledger;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The journal, read. */
@Component
final class PostgresHistory implements History {

    /** Bounds that PostgreSQL and Java both have; no entry is outside. */
    private static final Instant BEGINNING = Instant.EPOCH;

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private final HistoryMapper entries;

    PostgresHistory(HistoryMapper entries) {
        this.entries = entries;
    }

    @Override
    public List<Transaction> newest(UUID accountId, Filter filter, long before, int limit) {
        requireLimit(limit);
        UUID batchId = filter.batchId();
        Instant from = or(filter.from(), BEGINNING);
        Instant to = or(filter.to(), END);
        return batchId == null
                ? entries.newest(accountId, kinds(filter), from, to, before, limit)
                : entries.newestOfBatch(accountId, batchId, kinds(filter), from, to, before, limit);
    }

    @Override
    public List<Transaction> oldest(UUID accountId, Filter filter, long after, int limit) {
        requireLimit(limit);
        UUID batchId = filter.batchId();
        Instant from = or(filter.from(), BEGINNING);
        Instant to = or(filter.to(), END);
        return batchId == null
                ? entries.oldest(accountId, kinds(filter), from, to, after, limit)
                : entries.oldestOfBatch(accountId, batchId, kinds(filter), from, to, after, limit);
    }

    @Override
    public Ledger.Balance balanceAt(UUID accountId, Instant instant) {
        return entries.lastBefore(accountId, instant).map(AfterRow::toBalance).orElse(new Ledger.Balance(0, 0));
    }

    private static String[] kinds(Filter filter) {
        var kinds = filter.kinds().isEmpty() ? Arrays.asList(Kind.values()) : List.copyOf(filter.kinds());
        return kinds.stream().map(Kind::name).toArray(String[]::new);
    }

    private static Instant or(@Nullable Instant instant, Instant otherwise) {
        return instant == null ? otherwise : instant;
    }

    private static void requireLimit(int limit) {
        if (limit < 1 || limit > LIMIT_MAX + 1) {
            throw new IllegalArgumentException("limit is " + limit + ", allowed are 1.." + (LIMIT_MAX + 1));
        }
    }
}
