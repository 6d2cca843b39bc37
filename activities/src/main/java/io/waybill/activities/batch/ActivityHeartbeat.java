package io.waybill.activities.batch;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import org.springframework.stereotype.Component;

/** Heartbeats of the activity that runs on the calling thread. */
@Component
final class ActivityHeartbeat implements Heartbeat {

    @Override
    public void at(long bytes) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        context.heartbeat(bytes);
    }
}
