package io.waybill.bench;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** An activity that does nothing. Public because Temporal asks for it. */
@ActivityInterface
public interface NoOpActivities {

    /** Answers {@code item}. */
    @ActivityMethod
    int nothing(int item);
}
