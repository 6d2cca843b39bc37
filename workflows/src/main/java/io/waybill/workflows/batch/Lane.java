package io.waybill.workflows.batch;

/** Priority of work. Constants are lower case because clients, history and the database spell them so. */
public enum Lane {
    /** A client waits for the answer. */
    interactive(1),
    /** Before everything else that is a batch. */
    high(2),
    /** The default of a batch. */
    low(3),
    /** Only what nobody else wants. */
    fill(5);

    private final int priorityKey;

    Lane(int priorityKey) {
        this.priorityKey = priorityKey;
    }

    /** {@return Temporal's priority key, 1 (first) to 5} */
    public int priorityKey() {
        return priorityKey;
    }
}
