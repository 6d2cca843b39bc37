package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Quantities;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.workflows.batch.Lane;

/** A model that a batch names, ready to price. */
record PricedModel(Catalog.Entry entry, PriceSheet prices, Lane lane) {

    PricedModel {
        requireNonNull(entry, "entry");
        requireNonNull(prices, "prices");
        requireNonNull(lane, "lane");
    }

    ModelManifest manifest() {
        return entry.manifest();
    }

    /** {@return the price of an item of {@code tokens} tokens in nano-units} */
    long priceNanos(int tokens) {
        return priceNanos(tokens, 0);
    }

    /** {@return the most that an item may cost in nano-units, which makes at most {@code output} tokens} */
    long priceNanos(int tokens, long output) {
        return prices.priceNanos(manifest(), Quantities.text(tokens, output), lane);
    }
}
