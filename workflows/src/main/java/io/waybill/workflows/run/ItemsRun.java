package io.waybill.workflows.run;

import io.waybill.workflows.batch.BatchProgress;
import io.waybill.workflows.batch.Course;

/** Runs the items of a batch: here, or in shards. */
interface ItemsRun {

    /** Returns when nothing is left to run; throws {@code CanceledFailure} when its scope is cancelled first. */
    void run();

    /** After {@link #run} was cancelled: returns when what had ended is settled and nothing runs any more. */
    void drain();

    /** From now on what starts takes this course; what waits for a worker in another lane is taken back first. */
    void steer(Course course);

    /** {@return counts and money as last answered} */
    BatchProgress progress();

    /** {@return what is going on just now, in one line of Markdown} */
    String activity();
}
