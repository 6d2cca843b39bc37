package io.waybill.activities.worker;

import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.waybill.workflows.wire.SearchAttributes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a namespace what batches need: search attributes, and 30 days in which ended batches can be looked at. Whatever
 * is there already is left as it is, so every start may do it; what a server cannot or may not do is left out.
 */
final class NamespaceSetup {

    private static final Logger LOGGER = LoggerFactory.getLogger(NamespaceSetup.class);

    /** How long ended workflows are kept. */
    static final long RETENTION_SECONDS = 720 * 3600;

    /** What servers say that lack an operation, or do not let us. */
    private static final Set<Status.Code> NOT_OURS = Set.of(
            Status.Code.UNIMPLEMENTED,
            Status.Code.PERMISSION_DENIED,
            Status.Code.UNAUTHENTICATED,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.ALREADY_EXISTS);

    private final WorkflowServiceStubs stubs;
    private final String namespace;

    NamespaceSetup(WorkflowServiceStubs stubs, String namespace) {
        this.stubs = stubs;
        this.namespace = namespace;
    }

    /** Does it; throws {@link StatusRuntimeException} where the server cannot be reached. */
    void apply() {
        tolerantly("retention", this::keep);
        tolerantly("search attributes", this::register);
    }

    private void keep() {
        try {
            long seconds = stubs.blockingStub()
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getConfig()
                    .getWorkflowExecutionRetentionTtl()
                    .getSeconds();
            if (seconds < RETENTION_SECONDS) {
                stubs.blockingStub()
                        .updateNamespace(UpdateNamespaceRequest.newBuilder()
                                .setNamespace(namespace)
                                .setConfig(NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(retention()))
                                .build());
            }
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
            stubs.blockingStub()
                    .registerNamespace(RegisterNamespaceRequest.newBuilder()
                            .setNamespace(namespace)
                            .setWorkflowExecutionRetentionPeriod(retention())
                            .build());
        }
    }

    private static Duration retention() {
        return Duration.newBuilder().setSeconds(RETENTION_SECONDS).build();
    }

    private void register() {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                .setChannel(stubs.getRawChannel())
                .validateAndBuildWithDefaults());
        try {
            Set<String> known = known(operator);
            for (SearchAttributeKey<?> key : SearchAttributes.all()) {
                if (!known.contains(key.getName())) {
                    tolerantly(key.getName(), () -> add(operator, key));
                }
            }
        } finally {
            // The channel is the other stubs' own.
            operator.shutdown();
            operator.awaitTermination(1, TimeUnit.SECONDS);
        }
    }

    /** {@return names of the attributes that are there; none where the server cannot list them} */
    private Set<String> known(OperatorServiceStubs operator) {
        try {
            return operator.blockingStub()
                    .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap()
                    .keySet();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
                throw e;
            }
            return Set.of();
        }
    }

    private void add(OperatorServiceStubs operator, SearchAttributeKey<?> key) {
        operator.blockingStub()
                .addSearchAttributes(AddSearchAttributesRequest.newBuilder()
                        .setNamespace(namespace)
                        .putSearchAttributes(key.getName(), key.getValueType())
                        .build());
    }

    private void tolerantly(String what, Runnable work) {
        try {
            work.run();
        } catch (StatusRuntimeException e) {
            if (!NOT_OURS.contains(e.getStatus().getCode())) {
                throw e;
            }
            LOGGER.atInfo()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("what", what)
                    .addKeyValue("error", e.getStatus())
                    .log("the server does not take this; an operator sets it");
        }
    }
}
