package io.waybill.api.batch;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.serviceclient.rpcretry.DefaultStubServiceOperationRpcRetryOptions;
import io.waybill.telemetry.TemporalMeters;
import io.waybill.telemetry.Traces;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The API's own connection to Temporal: it gives up sooner than the worker's, because a client waits. Connecting is
 * left to the first call, so that the API starts while Temporal does.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EngineSettings.class)
class EngineConfiguration {

    static final String STUBS = "apiWorkflowServiceStubs";
    static final String CLIENT = "apiWorkflowClient";

    @Bean(name = STUBS, destroyMethod = "shutdownNow", defaultCandidate = false)
    WorkflowServiceStubs apiWorkflowServiceStubs(EngineSettings settings) {
        return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(settings.address())
                .setMetricsScope(TemporalMeters.scope())
                .setRpcRetryOptions(DefaultStubServiceOperationRpcRetryOptions.getBuilder()
                        .setExpiration(settings.callTimeout())
                        .build())
                .build());
    }

    @Bean(name = CLIENT, defaultCandidate = false)
    WorkflowClient apiWorkflowClient(@Qualifier(STUBS) WorkflowServiceStubs stubs, EngineSettings settings) {
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(settings.namespace())
                        .setInterceptors(Traces.ofProcess().clientInterceptors())
                        .build());
    }
}
