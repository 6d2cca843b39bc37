package io.waybill.activities.batch;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.catalog.Catalog;
import io.waybill.activities.price.PriceSheet;
import io.waybill.activities.price.Quantities;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.models.token.Tokenizer;
import io.waybill.workflows.batch.Lane;

/** A model that a batch names, ready to count and to price. */
record PricedModel(Catalog.Entry entry, Tokenizer tokenizer, PriceSheet prices, Lane lane) {

    PricedModel {
        requireNonNull(entry, "entry");
        requireNonNull(tokenizer, "tokenizer");
        requireNonNull(prices, "prices");
        requireNonNull(lane, "lane");
    }

    ModelManifest manifest() {
        return entry.manifest();
    }

    /** {@return the price of an item of {@code tokens} tokens in nano-units} */
    long priceNanos(int tokens) {
        return prices.priceNanos(manifest(), Quantities.text(tokens, 0), lane);
    }
}
