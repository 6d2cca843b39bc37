package io.waybill.workflows.run;

import static java.util.Objects.requireNonNull;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.ErrorLimit;
import io.waybill.workflows.batch.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Watches how many items fail. Counted are those that ran since the batch was resumed last. */
final class StopLoss {

    private final ErrorLimit limit;
    private long failedBefore;
    private long ranBefore;

    private StopLoss(ErrorLimit limit, long invalid) {
        this.limit = requireNonNull(limit, "limit");
        this.failedBefore = invalid;
        this.ranBefore = invalid;
    }

    /** {@return what watches a batch with this plan; null where its client set no limit} */
    static @Nullable StopLoss of(PreparedBatch plan) {
        ErrorLimit limit = plan.errorLimit();
        return limit == null ? null : new StopLoss(limit, plan.invalid());
    }

    ErrorLimit limit() {
        return limit;
    }

    /** Counts from here. */
    void restart(BatchProgress progress) {
        failedBefore = progress.failed();
        ranBefore = ran(progress);
    }

    /** {@return why the batch must not go on, for people; null where it may, or has nothing left to run} */
    @Nullable
    String check(BatchProgress progress) {
        long failed = progress.failed() - failedBefore;
        long ran = ran(progress) - ranBefore;
        if (progress.pending() == 0 || !limit.isExceeded(failed, ran)) {
            return null;
        }
        return "by max_error_rate: " + failed + " of " + ran + " items failed, allowed are " + limit.maxRate();
    }

    private static long ran(BatchProgress progress) {
        return progress.succeeded() + progress.failed();
    }
}
