package io.waybill.models.request;

/** Why an item failed, as clients see it; constants are the wire codes. docs/api.md lists them. */
public enum ItemError {
    /** The line is not JSON, or not UTF-8, or nested too deeply, or has a key twice. */
    invalid_json,
    /** The line is JSON but not an object. */
    not_an_object,
    /** The line is blank. */
    blank_line,
    /** The line is longer than 1 MiB. */
    line_too_long,
    /** A field is missing, unknown, or of the wrong type. */
    invalid_request,
    /** {@code custom_id} stands on an earlier line too. */
    duplicate_custom_id,
    /** {@code method} is not POST. */
    invalid_method,
    /** {@code url} is not the batch's endpoint, or not one that batches can run. */
    invalid_url,
    /** No such model, or one that does not serve this endpoint. */
    model_not_found,
    /** The input is longer than the model's context. */
    context_length_exceeded,
    /** The model could not answer, after all tries. */
    engine_error,
    /** The item ended its worker each time it ran. */
    worker_lost,
    /** The item's input is gone from the object store. */
    input_lost,
    /** What the model answered could not be read from the object store, twice. */
    result_lost,
    /** The batch was cancelled first. */
    batch_cancelled,
    /** The batch's completion window ended first. */
    batch_expired
}
