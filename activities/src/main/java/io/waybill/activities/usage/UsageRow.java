package io.waybill.activities.usage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An item or a call. */
record UsageRow(
        UUID source,
        int index,
        boolean batch,
        @Nullable String customId,
        @Nullable String keyId,
        String model,
        long inputTokens,
        long outputTokens,
        long chargedNanos,
        long refundedNanos,
        Instant at) {

    /** As PostgreSQL orders them: UUIDs without a sign. */
    static final Comparator<UsageRow> NEWEST_FIRST = Comparator.comparing(
                    (UsageRow row) -> row.source().toString())
            .thenComparingInt(UsageRow::index)
            .reversed();

    UsageRow {
        requireNonNull(source, "source");
        requireNonNull(model, "model");
        requireNonNull(at, "at");
    }

    Usage.Entry toEntry() {
        return new Usage.Entry(
                new Usage.Place(source, index),
                batch,
                customId,
                keyId,
                model,
                inputTokens,
                outputTokens,
                chargedNanos,
                refundedNanos,
                at);
    }
}
