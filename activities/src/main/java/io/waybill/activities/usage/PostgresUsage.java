package io.waybill.activities.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Usage as rows. */
@Component
final class PostgresUsage implements Usage {

    private static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    private final UsageMapper rows;

    PostgresUsage(UsageMapper rows) {
        this.rows = rows;
    }

    @Override
    public List<Entry> logs(UUID accountId, Filter filter, Place before, int offset, int limit) {
        if (limit < 1 || limit > LIMIT_MAX || offset < 0 || offset > OFFSET_MAX) {
            throw new IllegalArgumentException("limit is " + limit + ", offset is " + offset + ", allowed are 1.."
                    + LIMIT_MAX + " and 0.." + OFFSET_MAX);
        }
        int wanted = offset + limit;
        Instant from = from(filter);
        Instant to = to(filter);
        List<UsageRow> found = new ArrayList<>(rows.items(
                accountId, before.source(), before.index(), filter.batchId(), filter.model(), from, to, wanted));
        if (filter.batchId() == null) {
            found.addAll(rows.calls(accountId, before.source(), before.index(), filter.model(), from, to, wanted));
        }
        return found.stream()
                .sorted(UsageRow.NEWEST_FIRST)
                .skip(offset)
                .limit(limit)
                .map(UsageRow::toEntry)
                .toList();
    }

    @Override
    public List<Total> byModel(UUID accountId, Filter filter) {
        return rows.totals(accountId, filter.batchId(), filter.model(), from(filter), to(filter));
    }

    private static Instant from(Filter filter) {
        return or(filter.from(), Instant.EPOCH);
    }

    private static Instant to(Filter filter) {
        return or(filter.to(), END);
    }

    private static Instant or(@Nullable Instant instant, Instant otherwise) {
        return instant == null ? otherwise : instant;
    }
}
