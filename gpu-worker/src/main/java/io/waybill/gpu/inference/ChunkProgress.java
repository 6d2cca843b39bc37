package io.waybill.gpu.inference;

/**
 * What a heartbeat says; seen in the Temporal UI.
 *
 * @param done items that have ended
 * @param failed of these, for their own sake
 * @param of items of the run, as far as they are read
 * @param tokens pieces of text made so far, about a token each; 0 where the model makes no text
 */
public record ChunkProgress(int done, int failed, int of, long tokens) {}
