package io.waybill.workflows.run;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.waybill.workflows.inference.InferChunk;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Shortens the heartbeat timeout of runs that may lose their worker: the test server waits for it in real time. What
 * the workflow decides is not touched.
 */
final class ShortHeartbeats extends WorkerInterceptorBase {

    private static final Duration TIMEOUT = Duration.ofMillis(250);

    private final Predicate<InferChunk> mayDie;

    ShortHeartbeats(Predicate<InferChunk> mayDie) {
        this.mayDie = mayDie;
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public void init(WorkflowOutboundCallsInterceptor outbound) {
                super.init(new Outbound(outbound));
            }
        };
    }

    private final class Outbound extends WorkflowOutboundCallsInterceptorBase {

        Outbound(WorkflowOutboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
            if (input.getArgs()[0] instanceof InferChunk run && mayDie.test(run)) {
                ActivityOptions shorter = ActivityOptions.newBuilder(input.getOptions())
                        .setHeartbeatTimeout(TIMEOUT)
                        .build();
                return super.executeActivity(new ActivityInput<>(
                        input.getActivityName(),
                        input.getResultClass(),
                        input.getResultType(),
                        input.getArgs(),
                        shorter,
                        input.getHeader()));
            }
            return super.executeActivity(input);
        }
    }
}
