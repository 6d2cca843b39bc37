package io.waybill.gpu.llama;

import org.jspecify.annotations.Nullable;

/**
 * What the child is told.
 *
 * @param id of the answer, chosen by the parent
 * @param run null to cancel the answer
 */
record ChildCommand(long id, @Nullable ChildRun run) {}
