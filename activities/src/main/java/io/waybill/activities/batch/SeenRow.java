package io.waybill.activities.batch;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line that was stored.
 *
 * @param content null where it does not run, or may not be reused
 */
record SeenRow(
        int index, @Nullable String customId, @Nullable UUID content) {}
