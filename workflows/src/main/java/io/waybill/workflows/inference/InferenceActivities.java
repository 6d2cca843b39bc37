package io.waybill.workflows.inference;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Work of the gpu-worker, on the queue of a pool. */
@ActivityInterface
public interface InferenceActivities {

    /**
     * Runs one chunk, or some items of it, and stores the outcome as one write-once object whose key is a function of
     * batch, chunk and wave. A second run with the same three finds the object and answers the same, whatever it
     * computed itself. Heartbeats every two seconds; items that fail for their own sake are in the object, items that
     * failed transiently (after two tries) are {@link InferredChunk#retryable} and not in the object.
     *
     * @throws io.temporal.failure.ApplicationFailure of a type of {@link InferenceFailure}
     */
    @ActivityMethod
    InferredChunk infer(InferChunk chunk);
}
