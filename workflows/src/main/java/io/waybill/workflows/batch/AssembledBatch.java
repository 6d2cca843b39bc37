package io.waybill.workflows.batch;

import org.jspecify.annotations.Nullable;

/**
 * What {@link BatchActivities#assemble} published.
 *
 * @param outputFileId null where no item succeeded
 * @param errorFileId null where no item failed
 */
public record AssembledBatch(
        @Nullable String outputFileId, @Nullable String errorFileId, long resultLines, long errorLines) {}
