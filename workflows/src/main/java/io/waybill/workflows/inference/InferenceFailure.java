package io.waybill.workflows.inference;

/** Types of the failures of {@link InferenceActivities#infer}; the names are wire names. */
public enum InferenceFailure {
    /** The worker has another version of the model, or none; retried, another worker may have it. */
    MODEL_NOT_AVAILABLE,
    /** The segment is gone or its bytes are not what was planned; not retried. */
    INPUT_LOST
}
