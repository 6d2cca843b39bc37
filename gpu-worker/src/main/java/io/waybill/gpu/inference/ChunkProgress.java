package io.waybill.gpu.inference;

/**
 * What a heartbeat says; seen in the Temporal UI.
 *
 * @param done items that have ended
 * @param failed of these, for their own sake
 * @param of items of the run, as far as they are read
 */
public record ChunkProgress(int done, int failed, int of) {}
