package io.waybill.activities.worker;

import io.waybill.activities.cleaning.Cleaning;
import io.waybill.activities.meter.OpenWork;
import io.waybill.activities.reconcile.Reconciliation;
import io.waybill.activities.retention.Retention;
import io.waybill.activities.webhook.Dispatch;
import io.waybill.models.catalog.ModelCatalog;
import io.waybill.workflows.batch.BatchActivities;
import java.util.List;
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
            Cleaning cleaning,
            Retention retention,
            ModelCatalog models,
            OpenWork open,
            Dispatch dispatch) {
        return new TemporalWorker(
                temporal, settings, activities, reconciliation, cleaning, retention, pools(models), open, dispatch);
    }

    private static List<String> pools(ModelCatalog models) {
        return models.models().stream()
                .map(model -> model.manifest().pool())
                .distinct()
                .sorted()
                .toList();
    }
}
