package io.waybill.telemetry;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.MDC;

/**
 * Has every line that an activity logs say of which batch it is, what it does and at which attempt: {@code batch},
 * {@code activity}, {@code attempt}. Thread-safe.
 */
public final class WorkInLogs extends WorkerInterceptorBase {

    /** Workflows of a batch begin with its id. */
    private static final Pattern BATCH = Pattern.compile("batch_[0-9a-f]{32}");

    /** Has no state. */
    public WorkInLogs() {}

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new Logged(next);
    }

    /** One activity. */
    private static final class Logged extends ActivityInboundCallsInterceptorBase {

        private String workflow = "";
        private String activity = "";
        private int attempt;

        Logged(ActivityInboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public void init(ActivityExecutionContext context) {
            ActivityInfo info = context.getInfo();
            String id = info.getWorkflowId();
            workflow = id == null ? "" : id; // an activity may have none
            activity = info.getActivityType();
            attempt = info.getAttempt();
            super.init(context);
        }

        @Override
        public ActivityOutput execute(ActivityInput input) {
            Matcher batch = BATCH.matcher(workflow);
            try (var _ = MDC.putCloseable("activity", activity);
                    var _ = MDC.putCloseable("attempt", Integer.toString(attempt));
                    var _ = MDC.putCloseable("batch", batch.lookingAt() ? batch.group() : workflow)) {
                return super.execute(input);
            }
        }
    }
}
