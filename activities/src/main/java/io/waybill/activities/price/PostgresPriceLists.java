package io.waybill.activities.price;

import io.waybill.activities.database.Transactions;
import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Price lists as rows. What is in force now is remembered for seconds, so that a call costs no query for its price. */
@Component
final class PostgresPriceLists implements PriceLists {

    private static final Duration FRESH = Duration.ofSeconds(3);

    /** Over it all are forgotten, which costs each one query. */
    private static final int REMEMBERED_MAX = 10_000;

    private static final int NOTE_CHARACTERS_MAX = 500;

    private final PriceMapper rows;
    private final Transactions transactions;
    private final Clock clock;
    private final Map<UUID, Remembered> remembered = new ConcurrentHashMap<>();

    PostgresPriceLists(PriceMapper rows, Transactions transactions, Clock clock) {
        this.rows = rows;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    public Published publish(NewList list) {
        if (list.note().isBlank() || list.note().length() > NOTE_CHARACTERS_MAX) {
            throw new IllegalArgumentException("a note has 1 to " + NOTE_CHARACTERS_MAX + " characters");
        }
        if ((list.prices().isEmpty() && list.multipliers().isEmpty())
                || list.prices().size() > PRICES_MAX) {
            throw new IllegalArgumentException("a list has 1 to " + PRICES_MAX + " prices, or multipliers");
        }
        return transactions.call(() -> {
            rows.stand();
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Instant asked = list.validFrom();
            Instant validFrom = asked == null ? now : asked.truncatedTo(ChronoUnit.MICROS);
            if (validFrom.isBefore(now)) {
                throw new IllegalArgumentException("a list that is valid from " + validFrom
                        + " would change prices that were charged; now is " + now);
            }
            long id = rows.insert(
                    list.accountId(),
                    list.note(),
                    list.multipliers().get(Lane.interactive),
                    list.multipliers().get(Lane.high),
                    list.multipliers().get(Lane.low),
                    list.multipliers().get(Lane.fill),
                    validFrom,
                    now);
            rows.insertPrices(
                    id,
                    list.prices().stream().map(Price::model).toArray(String[]::new),
                    list.prices().stream().map(price -> price.unit().name()).toArray(String[]::new),
                    list.prices().stream()
                            .map(price -> price.perMillion().toPlainString())
                            .toArray(String[]::new));
            return new Published(id, list.accountId(), list.note(), validFrom, now);
        });
    }

    @Override
    public List<Published> list(long before, int limit) {
        if (limit < 1 || limit > LIMIT_MAX + 1) {
            throw new IllegalArgumentException("limit is " + limit + ", allowed are 1.." + (LIMIT_MAX + 1));
        }
        return rows.list(before, limit);
    }

    @Override
    public long version() {
        return rows.version();
    }

    @Override
    public PriceSheet sheet(UUID accountId, long version, Instant at) {
        if (version == 0) {
            return PriceSheet.MANIFESTS;
        }
        Map<String, Map<Unit, BigDecimal>> prices = new HashMap<>();
        rows.prices(accountId, version, at)
                .forEach(price -> prices.computeIfAbsent(price.model(), _ -> new EnumMap<>(Unit.class))
                        .put(price.unit(), price.perMillion()));
        Map<Lane, BigDecimal> multipliers = new EnumMap<>(Lane.class);
        rows.multipliers(accountId, version, at).forEach(row -> multipliers.put(row.lane(), row.multiplier()));
        return new PriceSheet(version, prices, multipliers);
    }

    @Override
    public PriceSheet current(UUID accountId) {
        Instant now = clock.instant();
        @Nullable Remembered known = remembered.get(accountId);
        if (known != null && now.isBefore(known.until())) {
            return known.sheet();
        }
        PriceSheet sheet = sheet(accountId, rows.version(), now);
        if (remembered.size() >= REMEMBERED_MAX) {
            remembered.clear();
        }
        remembered.put(accountId, new Remembered(sheet, now.plus(FRESH)));
        return sheet;
    }

    private record Remembered(PriceSheet sheet, Instant until) {}
}
