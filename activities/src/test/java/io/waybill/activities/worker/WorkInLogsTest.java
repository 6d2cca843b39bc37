package io.waybill.activities.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.ActivityInterface;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.worker.WorkerFactoryOptions;
import io.waybill.telemetry.WorkInLogs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class WorkInLogsTest {

    @Test
    void saysWhatALineIsAboutWhileAnActivityRuns() {
        TestActivityEnvironment environment = TestActivityEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkerFactoryOptions(WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(new WorkInLogs())
                        .build())
                .build());
        try {
            environment.registerActivitiesImplementations(new Noting());

            Map<String, String> seen = environment.newActivityStub(Step.class).work();

            assertThat(seen).containsEntry("activity", "Work").containsKey("attempt");
            assertThat(seen).containsKey("batch");
        } finally {
            environment.close();
        }
    }

    /** A step. */
    @ActivityInterface
    public interface Step {

        /** {@return what lines would say beside their message} */
        Map<String, String> work();
    }

    /** Answers what its own lines would say. */
    public static final class Noting implements Step {

        @Override
        public Map<String, String> work() {
            return MDC.getCopyOfContextMap();
        }
    }
}
