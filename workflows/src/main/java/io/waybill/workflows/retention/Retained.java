package io.waybill.workflows.retention;

/**
 * What one run removed from the object store.
 *
 * @param files uploads and outputs that had expired, and those whose deletion was cut short
 * @param results batches whose results were removed
 * @param inputs batches whose own lines were removed
 */
public record Retained(long files, long results, long inputs) {}
