package io.waybill.activities.worker;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;

/**
 * For Temporal's in-memory server, which takes nothing more from a workflow that asks it to cancel an activity that has
 * just ended. Activities that nobody waits for after a cancellation are not told of it there: they run to their end,
 * and nothing is done with what they answer.
 */
final class LeavesRunsAlone extends WorkerInterceptorBase {

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public void init(WorkflowOutboundCallsInterceptor calls) {
                super.init(new Calls(calls));
            }
        };
    }

    private static final class Calls extends WorkflowOutboundCallsInterceptorBase {

        Calls(WorkflowOutboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public <R> ActivityOutput<R> executeActivity(ActivityInput<R> call) {
            ActivityOptions asked = call.getOptions();
            if (asked.getCancellationType() != ActivityCancellationType.TRY_CANCEL) {
                return super.executeActivity(call);
            }
            ActivityOptions alone = ActivityOptions.newBuilder(asked)
                    .setCancellationType(ActivityCancellationType.ABANDON)
                    .build();
            return super.executeActivity(new ActivityInput<>(
                    call.getActivityName(),
                    call.getResultClass(),
                    call.getResultType(),
                    call.getArgs(),
                    alone,
                    call.getHeader()));
        }
    }
}
