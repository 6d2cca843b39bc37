package io.waybill.activities.receipt;

import io.waybill.activities.receipt.ReceiptMapper.ModelRow;
import io.waybill.receipts.receipt.ModelUsed;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What computed the items of one batch, by the row of the model. Not thread-safe. */
final class Models {

    /** For items whose line names no model that there is. */
    private static final String NONE = "none";

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final ReceiptMapper rows;
    private final String engines;
    private final Map<Integer, ModelUsed> known = new HashMap<>();
    private int lastId;
    private @Nullable ModelUsed last; // null before the first

    /**
     * Reads them on first use.
     *
     * @param engines what the batch keeps of {@link Engine}
     */
    Models(ReceiptMapper rows, String engines) {
        this.rows = rows;
        this.engines = engines;
    }

    ModelUsed of(int id) {
        ModelUsed found = last;
        if (found == null || id != lastId) {
            found = known.computeIfAbsent(id, this::read);
            last = found;
            lastId = id;
        }
        return found;
    }

    private ModelUsed read(int id) {
        return rows.models(new int[] {id}).stream()
                .findFirst()
                .map(this::used)
                .orElseGet(() -> new ModelUsed(NONE, null, Engine.versions(engines, null)));
    }

    private ModelUsed used(ModelRow row) {
        return new ModelUsed(
                row.name(),
                SHA256.matcher(row.digest()).matches() ? row.digest() : null,
                Engine.versions(engines, row.engine()));
    }
}
