package io.waybill.workflows.cleaning;

/**
 * What one cleaning removed.
 *
 * @param answers answers under idempotency keys that were older than they are kept
 * @param events events of webhooks that were older than they are kept, with what came of them
 */
public record Cleaned(long answers, long events) {}
