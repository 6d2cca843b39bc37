package io.waybill.activities.worker;

import io.waybill.activities.cleaning.Cleaning;
import io.waybill.activities.reconcile.Reconciliation;
import io.waybill.workflows.batch.BatchActivities;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs the workflow worker in any application of this module where {@code waybill.worker.enabled} is true. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("waybill.worker.enabled")
@EnableConfigurationProperties({TemporalSettings.class, WorkerSettings.class})
public class WorkerConfiguration {

    @Bean
    TemporalWorker temporalWorker(
            TemporalSettings temporal,
            WorkerSettings settings,
            BatchActivities activities,
            Reconciliation reconciliation,
            Cleaning cleaning) {
        return new TemporalWorker(temporal, settings, activities, reconciliation, cleaning);
    }
}
