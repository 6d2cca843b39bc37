package io.waybill.workflows.cleaning;

/**
 * What one cleaning removed.
 *
 * @param answers answers under idempotency keys that were older than they are kept
 */
public record Cleaned(long answers) {}
