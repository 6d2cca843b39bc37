package io.waybill.activities.catalog;

import static java.util.Objects.requireNonNull;

import io.waybill.activities.ledger.Pricing;
import io.waybill.models.catalog.ModelManifest;
import io.waybill.workflows.batch.Lane;
import java.util.List;
import java.util.Optional;

/** Models that clients may name. */
public interface Catalog {

    /** {@return all models, by id} */
    List<Entry> models();

    /** {@return the model named {@code id}, or empty} */
    Optional<Entry> find(String id);

    /**
     * A model as the database records it.
     *
     * @param modelId key of its row, in {@code batch_item.model_id}
     * @param digest SHA-256 of manifest and files, lower-case hex
     * @param installed whether its files are there
     */
    record Entry(int modelId, ModelManifest manifest, String digest, boolean installed) {

        /** Checks that what must be there is. */
        public Entry {
            requireNonNull(manifest, "manifest");
            requireNonNull(digest, "digest");
        }

        /** {@return the price of {@code units} tokens or items in nano-units, rounded up to one} */
        public long priceNanos(long units, Lane lane) {
            return Pricing.priceNanos(manifest.pricing(), units, lane);
        }
    }
}
