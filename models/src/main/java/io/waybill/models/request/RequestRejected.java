package io.waybill.models.request;

import org.jspecify.annotations.Nullable;

/** A request that cannot run, and why. */
public final class RequestRejected extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient RequestProblem problem;

    /** Null where the line was rejected before its custom_id was read, or there is none. */
    private final @Nullable String customId;

    /** Rejects a request for {@code problem}. */
    public RequestRejected(RequestProblem problem) {
        this(problem, null);
    }

    /**
     * Rejects the line of {@code customId} for {@code problem}.
     *
     * @param customId null where the line was rejected before it was read
     */
    public RequestRejected(RequestProblem problem, @Nullable String customId) {
        super(problem.message(), null, false, false);
        this.problem = problem;
        this.customId = customId;
    }

    /** {@return what is wrong} */
    public RequestProblem problem() {
        return problem;
    }

    /** {@return the line's custom_id, valid; null where none was read before the line was rejected} */
    public @Nullable String customId() {
        return customId;
    }
}
