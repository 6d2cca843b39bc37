package io.waybill.activities.price;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.Lane;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Price lists. A list is never changed; a new price is another list. Prices of an account's own lists go before those
 * of the general ones; of lists of one kind the one that became valid last counts.
 */
public interface PriceLists {

    /** Most prices of a list. */
    int PRICES_MAX = 1_000;

    /** Most lists of one call. */
    int LIMIT_MAX = 100;

    /**
     * Publishes a list.
     *
     * @throws IllegalArgumentException where it would be valid before now, or has neither prices nor multipliers
     */
    Published publish(NewList list);

    /** {@return lists with numbers below {@code before}, newest first, without their prices} */
    List<Published> list(long before, int limit);

    /** {@return the newest list there is; 0 where there is none} */
    long version();

    /**
     * {@return what was in force for an account at an instant, by lists up to a version: the same for ever}
     *
     * @param version of {@link #version()}
     */
    PriceSheet sheet(UUID accountId, long version, Instant at);

    /** {@return what is in force for an account; a list that became valid in the last seconds may be missing} */
    PriceSheet current(UUID accountId);

    /**
     * A list to publish.
     *
     * @param accountId whose it is; null for all
     * @param note for people, 1 to 500 characters
     * @param validFrom null for at once
     * @param multipliers of the lanes it names, 0 to 100
     */
    record NewList(
            @Nullable UUID accountId,
            String note,
            @Nullable Instant validFrom,
            List<Price> prices,
            Map<Lane, BigDecimal> multipliers) {

        /** Copies. */
        public NewList {
            requireNonNull(note, "note");
            prices = List.copyOf(prices);
            multipliers = Map.copyOf(multipliers);
        }
    }

    /** What a million units of a model cost. */
    record Price(String model, Unit unit, BigDecimal perMillion) {

        /** Checks that what must be there is. */
        public Price {
            requireNonNull(model, "model");
            requireNonNull(unit, "unit");
            requireNonNull(perMillion, "perMillion");
        }
    }

    /**
     * A list as it was published.
     *
     * @param accountId whose it is; null for all
     */
    record Published(long id, @Nullable UUID accountId, String note, Instant validFrom, Instant createdAt) {

        /** Checks that what must be there is. */
        public Published {
            requireNonNull(note, "note");
            requireNonNull(validFrom, "validFrom");
            requireNonNull(createdAt, "createdAt");
        }
    }
}
