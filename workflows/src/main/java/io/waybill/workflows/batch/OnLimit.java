package io.waybill.workflows.batch;

/** What is done with a batch that reaches a limit of its client's. Constants are spelt as clients spell them. */
public enum OnLimit {
    /** Nothing new starts until the client resumes or cancels it. */
    pause,
    /** It ends as if its client had cancelled it. */
    cancel
}
