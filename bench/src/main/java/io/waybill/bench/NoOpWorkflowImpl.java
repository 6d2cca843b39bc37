package io.waybill.bench;

import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayDeque;

/** Keeps a window of no-op activities in flight. Public because Temporal asks for it. */
public final class NoOpWorkflowImpl implements NoOpWorkflow {

    private static final int WINDOW = 200;

    @Override
    public int run(int items) {
        var window = new ArrayDeque<Promise<Integer>>();
        int done = 0;
        for (int item = 0; item < items; item++) {
            var activities = Workflow.newActivityStub(
                    NoOpActivities.class,
                    ActivityOptions.newBuilder()
                            .setStartToCloseTimeout(Duration.ofMinutes(1))
                            .setTaskQueue(BareTemporal.ACTIVITIES)
                            .setDisableEagerExecution(true)
                            .setSummary("item " + item)
                            .build());
            window.add(Async.function(activities::nothing, item));
            if (window.size() >= WINDOW) {
                window.remove().get();
                done++;
            }
        }
        for (Promise<Integer> promise : window) {
            promise.get();
            done++;
        }
        return done;
    }
}
