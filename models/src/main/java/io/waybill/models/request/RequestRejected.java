package io.waybill.models.request;

/** A request that cannot run, and why. */
public final class RequestRejected extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient RequestProblem problem;

    /** Rejects a request for {@code problem}. */
    public RequestRejected(RequestProblem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    /** {@return what is wrong} */
    public RequestProblem problem() {
        return problem;
    }
}
